package org.tombola.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Pgd;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.Descent;
import org.tombola.network.Design;
import org.tombola.network.Engine;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.PreActResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Densities;
import org.tombola.ticket.ErdosRenyiKernel;
import org.tombola.ticket.Igq;
import org.tombola.ticket.Uniform;

/**
 * Times engines on the networks and measures of {@code deploy/bench/pytorch.py}, at several
 * sparsities: one line a measure, tab-separated, the same columns. A benchmark, not a test; {@code
 * deploy/bench/compare.sh} runs both.
 */
final class EngineBench {
  private static final int CLASSES = 10;
  private static final Epsilon EPSILON = Epsilon.parse("8/255");
  private static final Epsilon STEP = Epsilon.parse("2/255");

  /**
   * A network to time.
   *
   * @param architecture null for the convolutions of ResNet-18 alone
   */
  private record Case(
      @Nullable Architecture architecture, int batch, int steps, ImageShape images) {
    Network network(Engine engine, Key key) {
      if (architecture != null) {
        return Network.of(engine, architecture, images, normalisation(), CLASSES, key);
      }
      Design design = Design.of(convolutions(images), images);
      return Network.of(engine, design, design.redrawn(new float[design.layout().length()], key));
    }

    private Normalisation normalisation() {
      return new Normalisation(
          Collections.nCopies(images.channels(), 0.5),
          Collections.nCopies(images.channels(), 0.25));
    }
  }

  private static final Map<String, Case> CASES = new LinkedHashMap<>();
  private static final Map<String, Densities> DENSITIES =
      Map.of("uniform", new Uniform(), "erk", new ErdosRenyiKernel(), "igq", new Igq());

  static {
    CASES.put("small-cnn", new Case(new SmallCnn(), 128, 5, new ImageShape(1, 28, 28)));
    CASES.put(
        "pre-act-resnet-18", new Case(new PreActResNet18(), 128, 10, new ImageShape(3, 32, 32)));
    CASES.put("convolutions", new Case(null, 128, 10, new ImageShape(64, 32, 32)));
  }

  private final String name;
  private final Case what;
  private final Map<String, String> options;

  private EngineBench(String name, Map<String, String> options) {
    this.name = name;
    this.what = CASES.get(name);
    this.options = options;
  }

  /**
   * Options: --threads N (only printed), --repeats N, --warmup N, --networks A,B, --measures A,B,
   * --engines A,B, --sparsities dense,uniform:0.9,erk:0.9,igq:0.8.
   */
  public static void main(String[] arguments) {
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException("Cannot measure: an option without its value");
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--threads", "1");
    // compilation and oneDNN's primitives make the first passes slow
    options.put("--warmup", "6");
    options.put("--repeats", "9");
    options.put("--networks", String.join(",", CASES.keySet()));
    options.put(
        "--measures", "training-step,parameter-gradient,input-gradient,input-gradient-eval");
    options.put(
        "--engines",
        Arrays.stream(Engine.values())
            .filter(engine -> engine.lacks().isEmpty())
            .map(Engine::word)
            .collect(Collectors.joining(",")));
    options.put("--sparsities", "dense,uniform:0.8,uniform:0.9,uniform:0.95");
    for (int i = 0; i < arguments.length; i += 2) {
      if (options.replace(arguments[i], arguments[i + 1]) == null) {
        throw new IllegalArgumentException("Cannot measure: no such option " + arguments[i]);
      }
    }
    for (String name : options.get("--networks").split(",")) {
      if (!CASES.containsKey(name)) {
        throw new IllegalArgumentException(
            "Cannot measure: no network " + name + ", there are " + CASES.keySet());
      }
      for (String engine : options.get("--engines").split(",")) {
        for (String sparsity : options.get("--sparsities").split(",")) {
          new EngineBench(name, options).measure(Engine.named(engine), sparsity);
        }
      }
    }
  }

  private void measure(Engine engine, String sparsity) {
    Key key = Key.ofSeed(0);
    try (Network network = what.network(engine, key.child("init"));
        Descent descent = network.descent(new Descent.Settings(0.9, 5e-4, 0))) {
      descent.mask(mask(network.design(), sparsity, key.child("mask")).places());
      Images images =
          new Images(
              key.child("images").uniform(what.batch * what.images.size(), 0, 1),
              what.batch,
              what.images);
      float[] cotangent = key.child("cotangent").normal(what.batch * CLASSES);
      Map<String, Runnable> measures = new LinkedHashMap<>();
      measures.put("training-step", () -> step(network, descent, images, key));
      measures.put(
          "parameter-gradient",
          () ->
              descent.step(
                  network.forward(images, Mode.TRAIN).parameterGradient(cotangent),
                  what.batch,
                  1e-4));
      measures.put(
          "input-gradient", () -> network.forward(images, Mode.TRAIN).inputGradient(cotangent));
      measures.put(
          "input-gradient-eval", () -> network.forward(images, Mode.EVAL).inputGradient(cotangent));
      for (String measure : options.get("--measures").split(",")) {
        Runnable work = measures.get(measure);
        if (work == null) {
          throw new IllegalArgumentException(
              "Cannot measure: no measure " + measure + ", there are " + measures.keySet());
        }
        double[] seconds = seconds(work);
        System.out.printf(
            Locale.ROOT,
            "%s %s\t%s\t%d\t%s\t%s\t%.5f\t%.5f%n",
            engine.word(),
            sparsity,
            name,
            what.batch,
            measure,
            options.get("--threads"),
            seconds[seconds.length / 2],
            seconds[0]);
      }
    }
  }

  /** The sixteen 3x3 convolutions of ResNet-18's blocks, one after the other, and a classifier. */
  private static ComputationGraphConfiguration convolutions(ImageShape images) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.IDENTITY)
            .weightInit(WeightInit.RELU)
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(
                InputType.convolutional(images.height(), images.width(), images.channels()));
    String last = "images";
    for (int i = 0; i < 16; i++) {
      int stride = i > 0 && i % 4 == 0 ? 2 : 1;
      ConvolutionLayer layer =
          new ConvolutionLayer.Builder(3, 3)
              .stride(stride, stride)
              .padding(1, 1)
              .nOut(64 << i / 4)
              .hasBias(false)
              .build();
      graph.addLayer("conv" + i, layer, last);
      last = "conv" + i;
    }
    return graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), last)
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "pool")
        .setOutputs("output")
        .build();
  }

  private static Mask mask(Design design, String sparsity, Key key) {
    if (sparsity.equals("dense")) {
      return Mask.dense(design.layout());
    }
    String[] parts = sparsity.split(":");
    Densities densities = DENSITIES.get(parts[0]);
    if (densities == null || parts.length != 2) {
      throw new IllegalArgumentException(
          "Cannot measure: no sparsity " + sparsity + "; it is dense or as erk:0.9");
    }
    int[] kept = densities.kept(design.layout(), Double.parseDouble(parts[1]));
    return Mask.random(design.layout(), kept, key);
  }

  /** One step of adversarial training. */
  private void step(Network network, Descent descent, Images images, Key key) {
    int[] labels = IntStream.range(0, what.batch).map(i -> i % CLASSES).toArray();
    int[] ids = IntStream.range(0, what.batch).toArray();
    Images examples =
        new Pgd(Norm.LINF, EPSILON, STEP, what.steps, 1)
            .perturb(network, new Targets(images, labels, ids), Mode.TRAIN, key);
    Pass pass = network.forward(examples, Mode.TRAIN);
    float[] cotangent = new CrossEntropy().at(pass.logits(), labels).cotangent();
    descent.step(pass.parameterGradient(cotangent), what.batch, 0.02);
  }

  /** Sorted. */
  private double[] seconds(Runnable work) {
    for (int i = 0; i < Integer.parseInt(options.get("--warmup")); i++) {
      work.run();
    }
    double[] seconds = new double[Integer.parseInt(options.get("--repeats"))];
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds;
  }
}
