package org.tombola.spark.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Jupyter without a browser, where it is installed.
 *
 * @param program to run notebooks with
 * @param folder of its own
 */
record Jupyter(Path program, Path folder) {
  static final Path NOTEBOOKS = Path.of("..", "sweeps", "notebooks").toAbsolutePath().normalize();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Optional<Jupyter> installed(Path folder) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(place -> Path.of(place, "jupyter-nbconvert"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Jupyter(program, folder));
  }

  /** A Python with what the notebooks import: that of continuous integration, or the user's. */
  static Optional<String> python() {
    return Stream.of(
            System.getProperty("user.home") + "/.cache/tombola/python/bin/python", "python3")
        .filter(
            python -> {
              try {
                return exit(python, "-c", "import ipykernel, pandas, pyarrow, scipy") == 0;
              } catch (IOException e) {
                return false;
              }
            })
        .findFirst();
  }

  private static int exit(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a kernel known that runs the cells in a JVM like this one. */
  void javaKernel() throws IOException {
    String kernel = System.getProperty("kernel.jar");
    Path start = Files.createDirectories(folder.resolve("start"));
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                kernel,
                "-d",
                start.toString(),
                NOTEBOOKS.resolve("Kernel.java").toString());
    assertThat(compiled).isZero();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.matches("--add-.*|-XX:[+](Ignore|UseSerial).*|-D(jdk|io[.]netty)[.].*"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=tombola-log4j2.xml",
            "-cp",
            String.join(":", System.getProperty("java.class.path"), kernel, start.toString()),
            "Kernel",
            "{connection_file}"));
    kernel("tombola-java", "java", command);
  }

  void pythonKernel(String python) throws IOException {
    kernel(
        "tombola-python",
        "python",
        List.of(python, "-m", "ipykernel_launcher", "-f", "{connection_file}"));
  }

  private void kernel(String name, String language, List<String> command) throws IOException {
    Path spec = Files.createDirectories(folder.resolve("kernels").resolve(name));
    MAPPER.writeValue(
        spec.resolve("kernel.json").toFile(),
        Map.of("argv", command, "display_name", name, "language", language));
  }

  /**
   * Runs a notebook and a cell after its last, and returns what that cell printed.
   *
   * @throws AssertionError if a cell fails
   */
  String run(String notebook, String kernel, String cell, Map<String, String> environment)
      throws IOException, InterruptedException {
    ObjectNode whole =
        (ObjectNode) MAPPER.readTree(NOTEBOOKS.resolve(notebook + ".ipynb").toFile());
    ObjectNode last = ((ArrayNode) whole.get("cells")).addObject();
    last.put("cell_type", "code").put("id", "last").put("source", cell);
    last.putNull("execution_count").putObject("metadata");
    last.putArray("outputs");
    Path asked = folder.resolve(notebook + ".ipynb");
    MAPPER.writeValue(asked.toFile(), whole);
    Path said = folder.resolve(notebook + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--to",
                "notebook",
                "--execute",
                "--ExecutePreprocessor.kernel_name=" + kernel,
                "--ExecutePreprocessor.startup_timeout=600",
                "--ExecutePreprocessor.timeout=1800",
                "--output-dir",
                folder.resolve("done").toString(),
                asked.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JUPYTER_PATH", folder.toString());
    builder.environment().put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
    builder.environment().put("IPYTHONDIR", folder.resolve("ipython").toString());
    int exit = builder.start().waitFor();
    assertThat(exit).as(Files.readString(said)).isZero();
    List<String> printed = printed(notebook);
    return printed.get(printed.size() - 1);
  }

  /** What each code cell of a notebook that was run printed. */
  List<String> printed(String notebook) throws IOException {
    List<String> printed = new ArrayList<>();
    Path done = folder.resolve("done").resolve(notebook + ".ipynb");
    for (JsonNode cell : MAPPER.readTree(done.toFile()).get("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        StringBuilder text = new StringBuilder();
        for (JsonNode output : cell.get("outputs")) {
          JsonNode lines = output.path("text");
          text.append(lines.asText());
          lines.forEach(line -> text.append(line.asText()));
        }
        printed.add(text.toString());
      }
    }
    return printed;
  }
}
