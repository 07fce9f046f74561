package org.tombola.spark.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Headless Chromium, where one is installed.
 *
 * @param program of the browser
 * @param profile a folder of its own
 */
record Browser(Path program, Path profile) {
  static Optional<Browser> installed(Path profile) {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program, profile));
  }

  /**
   * What a page came to.
   *
   * @param html after its scripts
   * @param console what the scripts complained of
   */
  record Seen(String html, List<String> console) {}

  Seen open(Path page, int width) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(profile, "console", ".log");
    Path dom = Files.createTempFile(profile, "dom", ".html");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--enable-logging=stderr",
                "--virtual-time-budget=10000",
                "--window-size=" + width + ",1000",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(errors.toFile())
            .redirectOutput(dom.toFile())
            .start();
    process.waitFor();
    return new Seen(
        Files.readString(dom),
        // beside the page's words there are the browser's own, which need not be UTF-8
        new String(Files.readAllBytes(errors), StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.contains("CONSOLE"))
            .toList());
  }
}
