package org.tombola.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/** What a network is, whatever computes it: its layers, and where their parameters stand. */
public final class Design {
  private static final Map<List<Object>, ParameterLayout> LAYOUTS = new ConcurrentHashMap<>();

  private final ComputationGraphConfiguration configuration;
  private final ImageShape images;
  private final Graph graph;
  private final ParameterLayout layout;

  private Design(ComputationGraphConfiguration configuration, ImageShape images) {
    this.configuration = configuration;
    this.images = images;
    this.layout = Dl4jGraph.layout(configuration, images);
    this.graph = Dl4jLayers.graph(configuration, images);
  }

  /**
   * Of a configuration.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported, or if they do not
   *     fit each other
   */
  public static Design of(ComputationGraphConfiguration configuration, ImageShape images) {
    return new Design(configuration, images);
  }

  /**
   * Of an architecture.
   *
   * @throws IllegalArgumentException if the architecture cannot read such images
   */
  public static Design of(
      Architecture architecture, ImageShape images, Normalisation normalisation, int classes) {
    return of(architecture.configuration(images, normalisation, classes), images);
  }

  /**
   * Where an architecture's parameters would stand; each is worked out once.
   *
   * @throws IllegalArgumentException if the architecture cannot read such images
   */
  public static ParameterLayout layout(
      Architecture architecture, ImageShape images, Normalisation normalisation, int classes) {
    return LAYOUTS.computeIfAbsent(
        List.of(architecture, images, classes),
        any ->
            Dl4jGraph.layout(architecture.configuration(images, normalisation, classes), images));
  }

  /**
   * Writes a DL4J ModelSerializer zip, whole or not at all: any DL4J program can load it.
   *
   * @param parameters [length of the layout]
   * @throws IOException if the file cannot be written
   */
  public void save(float[] parameters, Path zip) throws IOException {
    ComputationGraph graph = new ComputationGraph(configuration.clone());
    try (INDArray flat = Nd4j.createFromArray(parameters)) {
      graph.init(flat.reshape(1, parameters.length), true);
    }
    Path whole = zip.toAbsolutePath();
    Path part = whole.resolveSibling("_" + whole.getFileName() + ".part");
    ModelSerializer.writeModel(graph, part.toFile(), false);
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    graph.close();
  }

  /** The DL4J configuration, the language networks are written in; not to be changed. */
  public ComputationGraphConfiguration configuration() {
    return configuration;
  }

  /** The images it reads. */
  public ImageShape images() {
    return images;
  }

  /** Its layers, each after those it reads. */
  public Graph graph() {
    return graph;
  }

  /** Where each parameter stands. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Checks images that an engine is to send forward.
   *
   * @throws IllegalArgumentException if they are not of the shape it reads
   */
  public void check(Images given) {
    if (!given.shape().equals(images)) {
      throw new IllegalArgumentException(
          "Cannot send images of %s forward: the network reads %s"
              .formatted(given.shape().sides(), images.sides()));
    }
  }

  /**
   * Checks parameters that a network of it is to be given.
   *
   * @throws IllegalArgumentException if they are of another network
   */
  public void check(float[] parameters) {
    if (parameters.length != layout.length()) {
      throw new IllegalArgumentException(
          "Cannot give a network of %d parameters %d"
              .formatted(layout.length(), parameters.length));
    }
  }

  /**
   * Initial parameters, as the layers ask.
   *
   * @param key of the draw
   * @return flat, [length of the layout]
   */
  float[] drawn(Normalisation normalisation, Key key) {
    float[] flat = new float[layout.length()];
    Initialisation.draw(graph, layout, flat, normalisation, key);
    return flat;
  }

  /**
   * Parameters drawn anew, as the layers ask, but for the input normalisation.
   *
   * @param parameters whose input normalisation it is; they stay as they are
   * @param key of the draw
   * @return flat, [length of the layout]
   */
  public float[] redrawn(float[] parameters, Key key) {
    float[] flat = parameters.clone();
    Initialisation.redraw(graph, layout, flat, key);
    return flat;
  }

  /**
   * Its layers as JSON, each after those it reads: what another library needs to rebuild it.
   * core/README.md has the fields.
   */
  public String description() {
    return graph.json();
  }

  /** Which layers make its channels, and which read them. */
  public Channels channels() {
    return Channels.of(graph);
  }
}
