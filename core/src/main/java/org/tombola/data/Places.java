package org.tombola.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where data sets are looked for, in this order: the folder, {@code $TOMBOLA_DATA}, the system
 * folders, the cache; and how they are fetched into the cache where none of these has them.
 *
 * @param folder named as {@code data-folder}; null where none is
 * @param environment variables, of which {@code TOMBOLA_DATA} and {@code XDG_CACHE_HOME} count
 * @param home of the user
 * @param system folders that hold a folder a data set
 * @param fetching how files are got from the world outside
 * @param watcher told how far downloads are
 */
public record Places(
    @Nullable Path folder,
    Map<String, String> environment,
    Path home,
    List<Path> system,
    Fetching fetching,
    Consumer<Download> watcher) {

  /** The variable that names a folder of data sets. */
  public static final String VARIABLE = "TOMBOLA_DATA";

  /** Checks nothing, keeps copies. */
  public Places {
    environment = Map.copyOf(environment);
    system = List.copyOf(system);
  }

  /**
   * The places of this machine and user.
   *
   * @param folder named as {@code data-folder}; null where none is
   * @param watcher told how far downloads are
   */
  public static Places ofThisMachine(@Nullable Path folder, Consumer<Download> watcher) {
    return new Places(
        folder,
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        List.of(Path.of("/usr/share/datasets"), Path.of("/usr/local/share/datasets")),
        Fetching.ONLINE,
        watcher);
  }

  /** The folder {@code $TOMBOLA_DATA} names; null where it is not set. */
  public @Nullable Path variable() {
    String value = environment.get(VARIABLE);
    return value == null || value.isBlank() ? null : Path.of(value);
  }

  /**
   * Where fetched files are kept: {@code $XDG_CACHE_HOME/tombola/data}, else {@code
   * ~/.cache/tombola/data}.
   */
  public Path cache() {
    String value = environment.get("XDG_CACHE_HOME");
    // the XDG rule: a relative path there is as good as none
    Path base =
        value != null && Path.of(value).isAbsolute() ? Path.of(value) : home.resolve(".cache");
    return base.resolve("tombola").resolve("data");
  }
}
