package org.tombola.spark.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a process that never outlives the one that started it: it ends when
 * its standard input does, which is when the parent is gone, however that went.
 */
public final class Tether {
  private static final int CUT = 99;

  private Tether() {}

  /** Takes the main class' name and its arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(Tether::watch, "tether");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever sent
      }
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(CUT);
  }
}
