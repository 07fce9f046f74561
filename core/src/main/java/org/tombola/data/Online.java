package org.tombola.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Fetches over HTTP and with {@code apt-get download}. */
final class Online implements Fetching {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CHUNK = 1 << 16;

  @Override
  public void download(URI from, Path into, Consumer<Progress> watcher) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();
    // the timeout runs until the first byte: a large file may take as long as it needs
    HttpRequest request = HttpRequest.newBuilder(from).timeout(PATIENCE).build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException("the server answers " + answer.statusCode());
        }
        long total = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        write(body, into, done -> watcher.accept(new Progress(fileName(from), done, total)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public Path debianPackage(String name, Path folder, Consumer<Progress> watcher)
      throws IOException {
    watcher.accept(new Progress(name, 0, -1));
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
        throw new IOException("apt-get takes more than 10 minutes");
      }
      if (tool.exitValue() != 0) {
        throw new IOException(
            "apt-get ends with " + tool.exitValue() + ": " + Files.readString(log).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(log);
    }
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "*.deb")) {
      for (Path file : packages) {
        watcher.accept(new Progress(name, Files.size(file), Files.size(file)));
        return file;
      }
    }
    throw new IOException("apt-get left no package file");
  }

  private static void write(InputStream body, Path into, Consumer<Long> watcher)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(into)) {
      byte[] chunk = new byte[CHUNK];
      long done = 0;
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        out.write(chunk, 0, n);
        done += n;
        watcher.accept(done);
      }
    }
  }

  private static String fileName(URI from) {
    return from.getPath().substring(from.getPath().lastIndexOf('/') + 1);
  }
}
