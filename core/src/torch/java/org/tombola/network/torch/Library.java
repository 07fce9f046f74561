package org.tombola.network.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.tombola.network.Engine;

/** libtorch in this process: loaded once, when something of it is first needed. */
final class Library {
  /** The processor, as a device. */
  static final String CPU = "cpu";

  /** The first GPU that this process sees; it sees one at most. */
  private static final String GPU = "cuda:0";

  /** What the presets add to a platform's name for the library that has code for GPUs too. */
  private static final String FOR_GPUS = "-gpu";

  /** Threads that were told how many others they compute with. */
  private static final ThreadLocal<Boolean> TOLD = ThreadLocal.withInitial(() -> false);

  private Library() {}

  /** Loads it as this class' initialisation, so that it is there before anyone asks. */
  private static final class Loaded {
    static final String DEVICE;

    static {
      unpack("openblas", Loader.getPlatform());
      unpack("pytorch", Loader.getPlatform() + (forGpus() ? FOR_GPUS : ""));
      Loader.load(torch.class);
      try (Context context = torch.globalContext()) {
        // the same bits over two runs, and single precision means single precision
        context.setBenchmarkCuDNN(false);
        context.setDeterministicCuDNN(true);
        context.setAllowTF32CuDNN(false);
        context.setAllowTF32CuBLAS(false);
      }
      DEVICE = torch.cuda_is_available() ? GPU : CPU;
    }

    private Loaded() {}

    /** Gives the caller's thread a number of threads to compute with. */
    static void take(int threads) {
      torch.set_num_threads(threads);
    }

    /**
     * Unpacks all libraries of a package before the first is loaded: each finds the others beside
     * it, and not ones that the system has of the same name and another version.
     */
    private static void unpack(String name, String platform) {
      try {
        Loader.cacheResources(torch.class, "/org/bytedeco/" + name + "/" + platform + "/");
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot unpack libtorch: " + e.getMessage(), e);
      }
    }
  }

  /** The device that networks compute on in this process: "cpu" or "cuda:0". */
  static String device() {
    return Loaded.DEVICE;
  }

  /** Sees to it that passes of the caller's thread take as many threads as are asked for. */
  static void ready() {
    if (!TOLD.get()) {
      // libtorch keeps the number for each thread, and gives new threads the one last set by any
      Loaded.take(threads());
      TOLD.set(true);
    }
  }

  /** As many threads as native libraries take: OMP_NUM_THREADS says so, and 1 where it does not. */
  static int threads() {
    String value = System.getenv("OMP_NUM_THREADS");
    return value != null && value.matches("[1-9]\\d{0,3}") ? Integer.parseInt(value) : 1;
  }

  static Engine.Running running() {
    return new Engine.Running("libtorch on " + device(), threads(), Pointer.maxPhysicalBytes());
  }

  /** Whether networks compute on a GPU in this process. Loads nothing where no code is for any. */
  static boolean onGpu() {
    return forGpus() && !device().equals(CPU);
  }

  /** Whether this build has libtorch for GPUs. */
  private static boolean forGpus() {
    return holds(Loader.getPlatform() + FOR_GPUS);
  }

  private static boolean holds(String platform) {
    String file = "/org/bytedeco/pytorch/" + platform + "/" + System.mapLibraryName("jnitorch");
    return Library.class.getResource(file) != null;
  }

  /** Why it cannot run in this process; empty where it can. Loads nothing. */
  static Optional<String> lacks() {
    String platform = Loader.getPlatform();
    return holds(platform) || forGpus()
        ? Optional.empty()
        : Optional.of("this build has no libtorch for " + platform);
  }
}
