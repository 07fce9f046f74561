package org.tombola.trial;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine this process runs on. */
public final class ThisHost {
  private ThisHost() {}

  /** Its name; "unknown" where it has none that is found. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
