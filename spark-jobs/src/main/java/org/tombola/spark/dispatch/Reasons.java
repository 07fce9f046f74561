package org.tombola.spark.dispatch;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.tombola.method.FileTrouble;
import org.tombola.method.Told;

/** What errors of Java, the system and native code mean, in words and with what helps. */
public final class Reasons {
  /** Libraries that unpack native code. */
  private static final Pattern NATIVE =
      Pattern.compile("org[.](nd4j|bytedeco|xerial)|com[.](sun[.]jna|github[.]luben)|io[.]netty");

  /** What the system says of a library that another one needs. */
  private static final Pattern NEEDED =
      Pattern.compile("(lib[^\\s:/]+): cannot open shared object file");

  private Reasons() {}

  /**
   * Why something could not be done, as the end of a sentence; empty where the error is one inside
   * Tombola, which only its log explains.
   */
  public static Optional<String> of(Throwable error) {
    return Told.first(error, OutOfMemoryError.class)
        .map(Reasons::memory)
        .or(() -> full(error))
        .or(() -> nativeCode(error))
        .or(() -> Told.first(error, IOException.class).map(FileTrouble::why))
        .or(() -> allocation(error));
  }

  /** Whether there is too little memory, disk or room for native code, rather than a mistake. */
  public static boolean shortage(Throwable error) {
    return Told.first(error, OutOfMemoryError.class).isPresent()
        || FileTrouble.full(error)
        || nativeCode(error).isPresent()
        || allocation(error).isPresent();
  }

  /** Whether the native code cannot be used in this process. */
  static boolean withoutNativeCode(Throwable error) {
    return nativeCode(error).isPresent();
  }

  private static String memory(OutOfMemoryError error) {
    String said = String.valueOf(error.getMessage());
    boolean executor = executor();
    if (said.startsWith("Java heap space") || said.startsWith("GC overhead")) {
      return "Java's heap of %d MiB is too small; %s"
          .formatted(
              Runtime.getRuntime().maxMemory() >> 20,
              executor
                  ? "set spark.executor.memory, e.g. spark.executor.memory=4g"
                  : "set TOMBOLA_HEAP, e.g. TOMBOLA_HEAP=4g (with spark-submit:"
                      + " spark.driver.memory)");
    }
    if (said.contains("native thread")) {
      return "the system allows this process no more threads; see ulimit -u";
    }
    return "too little memory for arrays outside Java's heap; "
        + (executor
            ? "set spark.executor.memoryOverhead, e.g. spark.executor.memoryOverhead=6g"
            : "run fewer stages at once (--slots), or make the heap smaller (TOMBOLA_HEAP)");
  }

  private static Optional<String> full(Throwable error) {
    return FileTrouble.full(error)
        ? Told.first(error, IOException.class).map(FileTrouble::why)
        : Optional.empty();
  }

  /** Java finds a library that cannot be loaded once, and from then on only classes without it. */
  private static Optional<String> nativeCode(Throwable error) {
    boolean lacking =
        Told.first(error, UnsatisfiedLinkError.class).isPresent()
            || Told.first(error, LinkageError.class).filter(Reasons::ofLibrary).isPresent();
    Optional<String> needed =
        Told.first(error, UnsatisfiedLinkError.class)
            .map(link -> NEEDED.matcher(String.valueOf(link.getMessage())))
            .filter(Matcher::find)
            .map(found -> "native code needs " + found.group(1) + ", which this host lacks");
    if (needed.isPresent()) {
      return needed;
    }
    return lacking
        ? Optional.of(
            "native code cannot be unpacked and loaded: "
                + Natives.folder()
                + " and "
                + System.getProperty("java.io.tmpdir")
                + " need 1 GiB of free space and must not be mounted noexec; "
                + (executor()
                    ? "give executors other folders in spark.executor.extraJavaOptions, e.g."
                        + " -Djava.io.tmpdir=/big/tmp"
                    : "set TOMBOLA_TMP to another folder"))
        : Optional.empty();
  }

  private static boolean ofLibrary(LinkageError error) {
    Throwable why = error.getCause() == null ? error : error.getCause();
    return Stream.concat(
            Stream.of(String.valueOf(error.getMessage())),
            Arrays.stream(why.getStackTrace()).map(StackTraceElement::getClassName))
        .anyMatch(text -> NATIVE.matcher(text).find());
  }

  /** Native code tells of a lack of memory in its own words. */
  private static Optional<String> allocation(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("bad_alloc")
          || message.contains("allocation failed")
          || message.contains("can't allocate memory")
          || message.contains("cuda out of memory")) {
        return Optional.of(memory(new OutOfMemoryError(message)));
      }
    }
    return Optional.empty();
  }

  private static boolean executor() {
    SparkEnv env = SparkEnv.get();
    return env != null && !"driver".equals(env.executorId());
  }
}
