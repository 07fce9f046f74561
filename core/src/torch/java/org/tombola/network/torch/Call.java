package org.tombola.network.torch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;

/**
 * Calls of libtorch by one thread, from its making to its closing: without recording for automatic
 * differentiation, and what is made meanwhile and not {@link Tensors#keep kept} is freed at the
 * end. The collector would free it late, for it does not see how large tensors are.
 */
final class Call implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /**
   * Held for reading by calls. When the process ends, its end takes it for writing: libtorch's own
   * teardown under a pass would crash.
   */
  private static final ReentrantReadWriteLock GOING = new ReentrantReadWriteLock();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Call::end, "tombola-torch-end"));
  }

  private final Lock going = GOING.readLock();
  private final PointerScope scope;
  private final InferenceMode mode;

  Call() {
    going.lock();
    Library.ready();
    scope = new PointerScope();
    mode = new InferenceMode(true);
  }

  private static void end() {
    try {
      // later calls wait for ever, which is until the process is gone
      if (!GOING.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("Cannot wait for a pass of libtorch to end: it takes too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    mode.close();
    scope.close();
    going.unlock();
  }
}
