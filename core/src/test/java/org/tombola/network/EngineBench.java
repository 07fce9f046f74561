package org.tombola.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/**
 * Times the engine on the networks of {@code deploy/bench/pytorch.py}: one line a measure,
 * tab-separated, the same columns. A benchmark, not a test; {@code deploy/bench/compare.sh} runs
 * both.
 */
final class EngineBench {
  private static final int CLASSES = 10;

  private record Case(Architecture architecture, int batch, ImageShape images) {}

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  static {
    CASES.put("small-cnn", new Case(new SmallCnn(), 128, new ImageShape(1, 28, 28)));
    CASES.put("pre-act-resnet-18", new Case(new PreActResNet18(), 64, new ImageShape(3, 32, 32)));
  }

  private EngineBench() {}

  /** Options: --threads N (only printed), --repeats N, --warmup N, --networks A,B. */
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
      measure(name, CASES.get(name), options);
    }
  }

  private static void measure(String name, Case what, Map<String, String> options) {
    ImageShape shape = what.images();
    Normalisation normalisation =
        shape.channels() == 1
            ? new Normalisation(List.of(0.5), List.of(0.25))
            : new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    Key key = Key.ofSeed(0);
    try (Network network =
        Network.of(what.architecture(), shape, normalisation, CLASSES, key.child("init"))) {
      Images images =
          new Images(
              key.child("images").uniform(what.batch() * shape.size(), 0, 1), what.batch(), shape);
      float[] cotangent = key.child("cotangent").normal(what.batch() * CLASSES);
      Map<String, Runnable> measures = new LinkedHashMap<>();
      measures.put(
          "parameter-gradient",
          () -> network.forward(images, Mode.TRAIN).parameterGradient(cotangent));
      measures.put(
          "input-gradient", () -> network.forward(images, Mode.TRAIN).inputGradient(cotangent));
      measures.put(
          "input-gradient-eval", () -> network.forward(images, Mode.EVAL).inputGradient(cotangent));
      measures.forEach(
          (measure, work) -> {
            double[] seconds = seconds(work, options);
            System.out.printf(
                Locale.ROOT,
                "tombola\t%s\t%d\t%s\t%s\t%.5f\t%.5f%n",
                name,
                what.batch(),
                measure,
                options.get("--threads"),
                seconds[seconds.length / 2],
                seconds[0]);
          });
    }
  }

  /** Sorted. */
  private static double[] seconds(Runnable work, Map<String, String> options) {
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
