package org.tombola.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fetches over HTTP and with {@code apt-get download}.
 *
 * @param patience how long a server may stay silent
 */
record Online(Duration patience) implements Fetching {
  private static final int CHUNK = 1 << 16;

  @Override
  public void download(URI from, Path into, Consumer<Download> watcher) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
    // this timeout runs until the first byte only: a large file may take as long as it needs
    HttpRequest request = HttpRequest.newBuilder(from).timeout(patience).build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException("the server answered " + answer.statusCode());
        }
        long total = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        write(body, into, done -> watcher.accept(new Download(fileName(from), done, total)));
      }
    } catch (ConnectException e) {
      // the JDK's own carries no message
      throw new IOException("cannot connect to " + from.getHost(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public Path debianPackage(String name, Path folder, Consumer<Download> watcher)
      throws IOException {
    watcher.accept(new Download(name, 0, -1));
    Path log = Files.createTempFile("tombola-apt", ".log");
    try {
      Process tool =
          new ProcessBuilder("apt-get", "download", name)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      tool.getOutputStream().close();
      if (!tool.waitFor(10, TimeUnit.MINUTES)) {
        tool.destroyForcibly();
        throw new IOException("apt-get took more than 10 minutes");
      }
      if (tool.exitValue() != 0) {
        throw new IOException(
            "apt-get ended with " + tool.exitValue() + ": " + Files.readString(log).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(log);
    }
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "*.deb")) {
      for (Path file : packages) {
        watcher.accept(new Download(name, Files.size(file), Files.size(file)));
        return file;
      }
    }
    throw new IOException("apt-get left no package file");
  }

  private void write(InputStream body, Path into, Consumer<Long> watcher) throws IOException {
    AtomicLong done = new AtomicLong();
    AtomicBoolean silent = new AtomicBoolean();
    Thread listener = new Thread(() -> closeWhenSilent(body, done, silent), "tombola-download");
    listener.setDaemon(true);
    listener.start();
    try (OutputStream out = Files.newOutputStream(into)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        out.write(chunk, 0, n);
        watcher.accept(done.addAndGet(n));
      }
    } catch (IOException e) {
      throw silent.get()
          ? new IOException("the server stopped sending after " + done + " bytes", e)
          : e;
    } finally {
      listener.interrupt();
    }
  }

  /** A read of the body knows no timeout of its own, but ends when the body is closed. */
  private void closeWhenSilent(InputStream body, AtomicLong done, AtomicBoolean silent) {
    try {
      long before = -1;
      while (done.get() != before) {
        before = done.get();
        Thread.sleep(patience.toMillis());
      }
      silent.set(true);
      body.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the download is over
    } catch (IOException e) {
      // the read that waits on the body reports it
    }
  }

  private static String fileName(URI from) {
    return from.getPath().substring(from.getPath().lastIndexOf('/') + 1);
  }
}
