package org.tombola.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** How files that no place holds are got from the world outside. */
public interface Fetching {
  /** Over HTTP, and with the distribution's package tool. */
  Fetching ONLINE = new Online(Duration.ofSeconds(30));

  /** Not at all: whatever is not on this machine is missing. */
  Fetching NONE =
      new Fetching() {
        @Override
        public void download(URI from, Path into, Consumer<Download> watcher) throws IOException {
          throw new IOException("fetching is switched off");
        }

        @Override
        public Path debianPackage(String name, Path folder, Consumer<Download> watcher)
            throws IOException {
          throw new IOException("fetching is switched off");
        }
      };

  /**
   * Writes what an address holds to a file.
   *
   * @throws IOException if it does not answer, or not with the whole file
   */
  void download(URI from, Path into, Consumer<Download> watcher) throws IOException;

  /**
   * Fetches a Debian package without installing it.
   *
   * @param folder empty, for the package file
   * @return the package file
   * @throws IOException if there is no package tool or it fails
   */
  Path debianPackage(String name, Path folder, Consumer<Download> watcher) throws IOException;
}
