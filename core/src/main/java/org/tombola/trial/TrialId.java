package org.tombola.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.tombola.method.Canonical;

/** The identity of a trial: what it asks, and nothing else. */
public final class TrialId {
  private static final int LENGTH = 16;

  private TrialId() {}

  /** The id of a trial: 16 hexadecimal digits. */
  public static String of(TrialSpec spec) {
    return ofJson(Canonical.json(spec));
  }

  /** The id of a trial's canonical JSON: the first 16 hexadecimal digits of its SHA-256. */
  public static String ofJson(String json) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot identify a trial: this JVM has no SHA-256", e);
    }
  }
}
