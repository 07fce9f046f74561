package org.tombola.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * A network as a vector-Jacobian machine: images to logits, and a cotangent on the logits back to
 * the images or to the parameters.
 *
 * <p>Compiled once from a DL4J configuration into native operations on arrays that are kept. A
 * network belongs to one thread at a time; what its passes return is overwritten by the next pass.
 */
public final class Network implements AutoCloseable {
  /** Batch sizes kept compiled. */
  private static final int PROGRAMS = 24;

  private static final Map<List<Object>, ParameterLayout> LAYOUTS = new ConcurrentHashMap<>();

  private final ComputationGraphConfiguration configuration;
  private final ImageShape shape;
  private final ParameterLayout layout;
  private final Wiring wiring;
  private final INDArray parameters;
  private final INDArray gradient;
  private final Map<Integer, Program> programs =
      new LinkedHashMap<>(PROGRAMS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Program> eldest) {
          if (size() <= PROGRAMS) {
            return false;
          }
          eldest.getValue().close();
          return true;
        }
      };
  private final Counter counter;
  private final boolean owner;
  private Program.@Nullable Arena arena;
  private long forwards;

  /** Passes of a network and of those beside it. */
  private static final class Counter {
    private Passes passes = Passes.NONE;

    void add(Passes more) {
      passes = passes.plus(more);
    }
  }

  private Network(ComputationGraphConfiguration configuration, ImageShape shape, DataType type) {
    this.configuration = configuration;
    this.shape = shape;
    this.layout = Dl4jGraph.layout(configuration, shape);
    this.wiring = new Wiring(configuration, Dl4jGraph.order(configuration), layout, shape);
    this.parameters = Nd4j.create(type, Math.max(1, layout.length()));
    this.gradient = parameters.like();
    this.counter = new Counter();
    this.owner = true;
  }

  private Network(Network first, @Nullable INDArray own) {
    this.configuration = first.configuration;
    this.shape = first.shape;
    this.layout = first.layout;
    this.wiring = first.wiring;
    this.parameters = own == null ? first.parameters : own;
    this.gradient = parameters.like();
    this.counter = first.counter;
    this.owner = own != null;
  }

  /**
   * Compiles an architecture and draws its weights.
   *
   * @param key of the initial weights
   * @throws IllegalArgumentException if the architecture cannot read such images
   */
  public static Network of(
      Architecture architecture,
      ImageShape images,
      Normalisation normalisation,
      int classes,
      Key key) {
    ComputationGraphConfiguration configuration =
        architecture.configuration(images, normalisation, classes);
    Network network = compile(configuration, images, DataType.FLOAT);
    float[] flat = new float[network.layout.length()];
    Initialisation.draw(configuration, network.layout, flat, normalisation, key);
    try (INDArray drawn = Nd4j.createFromArray(flat)) {
      network.parameters.assign(drawn);
    }
    return network;
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
   * Initial parameters drawn anew, as the configuration asks; the input normalisation is this
   * network's.
   *
   * @param key of the draw
   * @return flat, in the layout's order; this network's stay as they are
   */
  public float[] redrawn(Key key) {
    float[] flat = parameters.toFloatVector();
    Initialisation.redraw(configuration, layout, flat, key);
    return flat;
  }

  /**
   * Compiles a configuration; all parameters are zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  static Network compile(
      ComputationGraphConfiguration configuration, ImageShape images, DataType type) {
    return new Network(configuration, images, type);
  }

  /**
   * This network once more, over the very same parameters, with arrays of its own: passes of both
   * are valid at once. Its passes count as this network's.
   *
   * @return to be closed before this network is
   */
  public Network beside() {
    return new Network(this, null);
  }

  /**
   * A network of the same architecture with parameters of its own, whose passes count as this
   * network's.
   *
   * @param flat its parameters, [length of the layout]; copied
   * @return to be closed by the caller
   * @throws IllegalArgumentException if they are of another network
   */
  public Network beside(float[] flat) {
    if (flat.length != layout.length()) {
      throw new IllegalArgumentException(
          "Cannot make a network of %d parameters like one of %d"
              .formatted(flat.length, layout.length()));
    }
    INDArray own = parameters.like();
    try (INDArray copy = Nd4j.createFromArray(flat)) {
      own.assign(copy);
    }
    return new Network(this, own);
  }

  /**
   * Reads a DL4J ModelSerializer zip.
   *
   * @param images it reads; the zip does not say
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  public static Network load(Path zip, ImageShape images) throws IOException {
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(zip.toFile(), false);
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    Network network = compile(configuration, images, DataType.FLOAT);
    network.parameters.assign(graph.params().reshape(network.parameters.shape()));
    graph.close();
    return network;
  }

  /**
   * Writes a DL4J ModelSerializer zip, whole or not at all: any DL4J program can load it.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path zip) throws IOException {
    ComputationGraph graph = new ComputationGraph(configuration.clone());
    graph.init(parameters.castTo(DataType.FLOAT).reshape(1, parameters.length()), true);
    Path whole = zip.toAbsolutePath();
    Path part = whole.resolveSibling("_" + whole.getFileName() + ".part");
    ModelSerializer.writeModel(graph, part.toFile(), false);
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    graph.close();
  }

  /**
   * Sends images forward.
   *
   * @param images [batch, channels, height, width] in [0,1]
   * @param mode which statistics batch normalisation uses
   * @return valid until the next forward pass of this network
   */
  public Pass forward(INDArray images, Mode mode) {
    return forward(images, mode, null);
  }

  /**
   * Sends images forward in training mode for the running statistics alone.
   *
   * @param images [batch, channels, height, width] in [0,1]
   * @param weight of this batch's statistics, in [0, 1]: the running ones become (1 - weight)
   *     running + weight batch, whatever the momentum of the layers is
   */
  public void gatherStatistics(INDArray images, double weight) {
    forward(images, Mode.TRAIN, weight);
  }

  private Pass forward(INDArray images, Mode mode, @Nullable Double weight) {
    long[] expected = {images.size(0), shape.channels(), shape.height(), shape.width()};
    if (!Arrays.equals(images.shape(), expected)) {
      throw new IllegalArgumentException(
          "Cannot send images of shape "
              + Arrays.toString(images.shape())
              + " forward: the network reads "
              + Arrays.toString(expected));
    }
    int batch = (int) images.size(0);
    // examples are independent of each other in evaluation mode, and only there
    int size = mode == Mode.EVAL ? filled(batch) : batch;
    Program program = program(size);
    first(program.images, batch).assign(images);
    if (size > batch) {
      rest(program.images, batch).assign(0);
    }
    program.forward(mode, weight);
    counter.add(new Passes(batch, 0, 0));
    return new Going(program, batch, mode, ++forwards);
  }

  /**
   * A batch in evaluation mode is filled up with black images, whose results nobody sees, to one of
   * two sizes a doubling: survivors of an attack come in every size, and a size costs time and
   * memory to compile.
   */
  static int filled(int batch) {
    int step = Math.max(8, Integer.highestOneBit(Math.max(1, batch - 1)) / 2);
    return (batch + step - 1) / step * step;
  }

  private static INDArray first(INDArray examples, long count) {
    return examples.size(0) == count ? examples : examples.get(NDArrayIndex.interval(0, count));
  }

  private static INDArray rest(INDArray examples, long count) {
    return examples.get(NDArrayIndex.interval(count, examples.size(0)));
  }

  private Program program(int batch) {
    if (arena == null || batch > arena.capacity()) {
      forgetPrograms();
      arena = Program.Arena.of(wiring, batch, parameters, gradient);
    }
    Program.Arena current = arena;
    return programs.computeIfAbsent(batch, n -> new Program(wiring, current, n));
  }

  /** The flat parameters, [length of the layout], live: what is written there is in force. */
  public INDArray parameters() {
    return parameters;
  }

  /**
   * Replaces all parameters, running statistics included.
   *
   * @param flat [length of the layout]
   * @throws IllegalArgumentException if they are of another network
   */
  public void assign(INDArray flat) {
    if (flat.length() != parameters.length()) {
      throw new IllegalArgumentException(
          "Cannot give a network of %d parameters %d"
              .formatted(parameters.length(), flat.length()));
    }
    parameters.assign(flat);
  }

  /** How many places of a slice are not zero. */
  public int nonzero(ParameterLayout.Slice slice) {
    // counted here because ND4J's own conditions take small numbers for zero
    int nonzero = 0;
    try (INDArray copy = Program.slice(parameters, slice).dup()) {
      for (float value : copy.data().asFloat()) {
        nonzero += value != 0 ? 1 : 0;
      }
    }
    return nonzero;
  }

  /** Where each parameter stands. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Its layers as JSON, each after those it reads: what another library needs to rebuild it. The
   * README has the fields.
   */
  public String description() {
    return Description.json(configuration, Dl4jGraph.order(configuration), shape);
  }

  /** Which layers make its channels, and which read them. */
  public Channels channels() {
    return Channels.of(configuration);
  }

  /** What it was compiled from; not to be changed. */
  ComputationGraphConfiguration configuration() {
    return configuration;
  }

  /** The images it reads. */
  public ImageShape images() {
    return shape;
  }

  /** Passes made so far, by this network and by those {@link #beside} it. */
  public Passes passes() {
    return counter.passes;
  }

  private void forgetPrograms() {
    programs.values().forEach(Program::close);
    programs.clear();
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  @Override
  public void close() {
    forgetPrograms();
    if (owner) {
      parameters.close();
    }
    gradient.close();
  }

  private final class Going implements Pass {
    private final Program program;
    private final int batch;
    private final Mode mode;
    private final long number;

    Going(Program program, int batch, Mode mode, long number) {
      this.program = program;
      this.batch = batch;
      this.mode = mode;
      this.number = number;
    }

    @Override
    public INDArray logits() {
      requireLatest();
      return first(program.logits, batch);
    }

    @Override
    public INDArray inputGradient(INDArray cotangent) {
      backward(cotangent, Step.Want.INPUT);
      counter.add(new Passes(0, batch, 0));
      return first(program.imageGradient, batch);
    }

    @Override
    public INDArray parameterGradient(INDArray cotangent) {
      backward(cotangent, Step.Want.PARAMETERS);
      counter.add(new Passes(0, 0, batch));
      return gradient;
    }

    private void backward(INDArray cotangent, Step.Want want) {
      requireLatest();
      first(program.cotangent, batch).assign(cotangent);
      if (program.batch() > batch) {
        rest(program.cotangent, batch).assign(0);
      }
      program.backward(mode, want);
    }

    private void requireLatest() {
      if (number != forwards) {
        throw new IllegalStateException(
            "Cannot use this pass: the network has made another forward pass since");
      }
    }
  }
}
