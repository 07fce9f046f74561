package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.random.Key;

class OnlineTest {
  @TempDir Path folder;
  private final byte[] content = new byte[200_000];
  private HttpServer server;
  private String address;

  @BeforeEach
  void serve() throws IOException {
    Key.ofSeed(1).stream().nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/whole.bin", 200, content.length);
    answer("/cut.bin", 200, content.length + 10);
    answer("/gone.bin", 404, content.length);
    server.createContext(
        "/silent.bin",
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content, 0, 1000);
          exchange.getResponseBody().flush(); // and never ends
        });
    server.start();
    address = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void writesTheWholeFileAndTellsHowFarItIs() throws IOException {
    List<Download> told = new ArrayList<>();
    Fetching.ONLINE.download(URI.create(address + "/whole.bin"), folder.resolve("file"), told::add);
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    assertThat(told).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
    assertThat(told.get(told.size() - 1)).isEqualTo(new Download("whole.bin", 200_000, 200_000));
  }

  @Test
  void refusesAnAnswerThatEndsEarly() {
    assertThatThrownBy(
            () ->
                Fetching.ONLINE.download(
                    URI.create(address + "/cut.bin"), folder.resolve("file"), told -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void givesUpOnAServerThatFallsSilent() {
    Fetching impatient = new Online(Duration.ofMillis(300));
    assertThatThrownBy(
            () ->
                impatient.download(
                    URI.create(address + "/silent.bin"), folder.resolve("file"), told -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("the server stopped sending after 1000 bytes");
  }

  @Test
  void saysWhatTheServerAnswers() {
    assertThatThrownBy(
            () ->
                Fetching.ONLINE.download(
                    URI.create(address + "/gone.bin"), folder.resolve("file"), told -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("the server answered 404");
  }

  @Test
  void saysWhomItCannotReach() {
    server.stop(0);
    assertThatThrownBy(
            () ->
                Fetching.ONLINE.download(
                    URI.create(address + "/whole.bin"), folder.resolve("file"), told -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot connect to 127.0.0.1");
  }

  private void answer(String path, int status, int length) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
  }
}
