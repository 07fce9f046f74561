package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.trial.Outcome;

class ReasonsTest {
  private static final IOException FULL = new IOException("No space left on device");

  @Test
  void aHeapTooSmallNamesItsSetting() {
    Throwable error = new IllegalStateException(new OutOfMemoryError("Java heap space"));
    assertThat(Reasons.of(error).orElse(""))
        .matches(
            "Java's heap of \\d+ MiB is too small; set TOMBOLA_HEAP, e\\.g\\. TOMBOLA_HEAP=4g .*");
    assertThat(Failures.kind(error)).isEqualTo(Outcome.Kind.RESOURCE);
  }

  @Test
  void arraysBesideTheHeapAreToldApart() {
    for (Throwable error :
        List.of(
            new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G) > 8G"),
            new IllegalStateException("std::bad_alloc"),
            new RuntimeException(
                "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"),
            new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB"))) {
      assertThat(Reasons.of(error).orElse(""))
          .startsWith("too little memory for arrays outside Java's heap; ");
      assertThat(Failures.kind(error)).isEqualTo(Outcome.Kind.RESOURCE);
    }
  }

  @Test
  void aLibraryThatTheHostLacksIsNamed() {
    Throwable error =
        new UnsatisfiedLinkError(
            "/tmp/libjnitorch.so: libcudnn.so.9: cannot open shared object file: No such file or"
                + " directory");
    assertThat(Reasons.of(error))
        .hasValue("native code needs libcudnn.so.9, which this host lacks");
    assertThat(Failures.kind(error)).isEqualTo(Outcome.Kind.RESOURCE);
  }

  @Test
  void nativeCodeThatCannotBeLoadedNamesFoldersAndSetting() {
    for (LinkageError error :
        List.of(
            new UnsatisfiedLinkError("/tmp/libx.so: failed to map segment from shared object"),
            new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j"))) {
      assertThat(Reasons.of(new IllegalStateException(error)).orElse(""))
          .contains(Natives.folder().toString(), System.getProperty("java.io.tmpdir"))
          .contains("noexec", "TOMBOLA_TMP");
      assertThat(Failures.fitness(error)).isEqualTo(Report.Fitness.UNFIT);
    }
    assertThat(Reasons.of(new NoSuchMethodError("org.tombola.X.y()"))).isEmpty();
  }

  @Test
  void aFullDiskIsAShortageAndAnotherFileErrorIsOfTheWorldOutside() {
    assertThat(Reasons.of(FULL)).contains("no space is left on its disk");
    assertThat(Failures.kind(new FileTrouble("Cannot write /store", FULL)))
        .isEqualTo(Outcome.Kind.RESOURCE);
    IOException denied = new AccessDeniedException("/store");
    assertThat(Failures.kind(new UncheckedIOException(denied))).isEqualTo(Outcome.Kind.EXTERNAL);
    assertThat(Failures.message(denied))
        .isEqualTo("Cannot run the trial: permission denied: /store");
  }

  @Test
  void nobodySeesTheMessageOfAMistake() {
    for (Throwable mistake :
        List.of(
            new NullPointerException("Cannot invoke \"x.y()\" because \"x\" is null"),
            new IllegalArgumentException("Cannot mask: 3 counts for 4 prunable slices"),
            new IllegalStateException("Cannot call methods on a stopped SparkContext"))) {
      assertThat(Failures.kind(mistake)).isEqualTo(Outcome.Kind.INTERNAL);
      assertThat(Failures.message(mistake))
          .startsWith("Cannot run the trial: an internal error of Tombola; ")
          .doesNotContain(mistake.getMessage());
    }
    Refused refused = new Refused("Cannot split Shapes: there are 3");
    assertThat(Failures.message(new IllegalStateException(refused)))
        .isEqualTo("Cannot split Shapes: there are 3");
    assertThat(Failures.kind(refused)).isEqualTo(Outcome.Kind.USER);
  }

  @Test
  void ofALostExecutorTheReasonIsTold() {
    Throwable lost =
        new SparkException(
            "Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most recent"
                + " failure: Lost task 0.0 in stage 3.0 (TID 3) (127.0.0.1 executor 1):"
                + " ExecutorLostFailure (executor 1 exited caused by one of the running tasks)"
                + " Reason: Command exited with code 137\nDriver stacktrace:");
    assertThat(Failures.ofJob(lost))
        .isEqualTo("Cannot run the trial: its executor was lost: Command exited with code 137");
    assertThat(Failures.ofJob(new SparkException("Task failed: java.io.NotSerializableException")))
        .startsWith("Cannot run the trial: an internal error of Tombola; ");
  }
}
