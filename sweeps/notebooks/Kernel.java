import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.channels.LoopThread;
import org.rapaio.jupyter.kernel.channels.MessageHandler;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;
import org.rapaio.jupyter.kernel.message.MessageType;

/**
 * Starts the Java kernel of the notebooks, rapaio-jupyter-kernel 3.0.1: {@code java -cp ...
 * Kernel.java CONNECTION_FILE}.
 *
 * <p>The kernel's own main listens before it knows what to do with a message, and dies of one that
 * comes then; Jupyter sends its first at once. Here such a message waits. A channel's thread asks
 * whether it is to run, and is told so after it was started only: on a busy machine it may have
 * asked before, and ended. Here it gets another.
 */
final class Kernel {
  private Kernel() {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Channels channels =
        new Channels(
            Transform.fromJson(Files.readString(Path.of(args[0])), ConnectionProperties.class));
    CountDownLatch ready = new CountDownLatch(1);
    field(channels, "handlers")
        .set(
            channels,
            new HashMap<MessageType<?>, MessageHandler<?>>() {
              @Override
              public MessageHandler<?> get(Object type) {
                try {
                  ready.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException("Cannot answer Jupyter: interrupted", e);
                }
                // by now there is another map in this one's place
                return channels.getHandler((MessageType<?>) type);
              }
            });
    channels.connect(MainApp.kernel);
    ready.countDown();
    while (!channels.isMarkedForShutdown()) {
      for (String channel : List.of("shell", "control", "heartbeat")) {
        keepListening(channels, channel);
      }
      Thread.sleep(50);
    }
    channels.joinUntilClose();
  }

  /** Gives a channel another thread where its own has ended. */
  private static void keepListening(Channels channels, String name)
      throws ReflectiveOperationException {
    Object channel = field(channels, name).get(channels);
    Field own = field(channel, "loopThread");
    LoopThread ended = (LoopThread) own.get(channel);
    // a thread that was told to end has ended after the mark
    if (ended.getState() == Thread.State.TERMINATED && !channels.isMarkedForShutdown()) {
      LoopThread next =
          new LoopThread(
              ended.getName(),
              field(ended, "sleep").getLong(ended),
              (Runnable) field(ended, "loopBody").get(ended));
      field(next, "running").setBoolean(next, true);
      own.set(channel, next);
      next.start();
    }
  }

  private static Field field(Object of, String name) throws NoSuchFieldException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
