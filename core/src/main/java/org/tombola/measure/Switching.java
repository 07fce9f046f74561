package org.tombola.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tombola.attack.Attack;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Oracle;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.Logits;

/**
 * How each of several networks stands examples crafted on each of them, or on all together, in
 * evaluation mode.
 *
 * <p>Examples are crafted once a source and judged by every network. On a source an image is
 * attacked as {@link Evaluation} would: only if the source has it right, and with the noise of its
 * place; else the example is the image itself. A source's own judgement is that of its attack, so
 * the diagonal is what {@link Evaluation} counts of it.
 *
 * @param attack of the robust accuracy
 * @param batch images a pass
 */
public record Switching(Attack attack, int batch) {

  /** Passes it takes at most: fewer, where images are not right or soon broken. */
  public Passes passes(int networks, int images) {
    int judged = alone(networks) ? networks * (networks - 1) : networks;
    return attack.passes(networks).plus(new Passes(networks + judged, 0, 0)).times(images);
  }

  /** Whether each set of examples is crafted on a network of its own. */
  public boolean alone(int networks) {
    return attack.crafts(networks) == networks;
  }

  /**
   * Judges every image.
   *
   * @param networks each made ready when asked for; they may share one engine
   * @param key of the attack's noise
   * @param stepped told after every set of examples of a batch
   */
  public Judgements of(
      List<Supplier<Network>> networks, ImageData images, Key key, Runnable stepped) {
    Judgements all =
        Judgements.none(attack.crafts(networks.size()), networks.size(), images.count());
    for (int first = 0; first < images.count(); first += batch) {
      int[] places = IntStream.range(first, Math.min(first + batch, images.count())).toArray();
      Targets targets = Evaluation.targets(images, places);
      for (int t = 0; t < networks.size(); t++) {
        judge(networks.get(t), targets, all.standard()[t], all.standardLoss()[t]);
      }
      List<Oracle> oracles = attack.oracles(networks);
      for (int s = 0; s < oracles.size(); s++) {
        source(s, oracles.get(s), networks, targets, key, all);
        stepped.run();
      }
    }
    return all;
  }

  private void source(
      int source,
      Oracle oracle,
      List<Supplier<Network>> networks,
      Targets clean,
      Key key,
      Judgements all) {
    boolean alone = alone(networks.size());
    for (int t = 0; t < networks.size(); t++) {
      for (int id : clean.ids()) {
        all.robust()[source][t][id] = all.standard()[t][id];
        all.robustLoss()[source][t][id] = all.standardLoss()[t][id];
      }
    }
    int[] rows =
        IntStream.range(0, clean.count())
            .filter(
                i ->
                    IntStream.range(0, networks.size())
                        .anyMatch(
                            t -> (!alone || t == source) && all.standard()[t][clean.ids()[i]]))
            .toArray();
    if (rows.length == 0) {
      return;
    }
    Targets attacked = clean.of(rows);
    Attack.Crafted crafted = attack.craft(oracle, attacked, key);
    Targets examples = new Targets(crafted.images(), attacked.labels(), attacked.ids());
    for (int t = 0; t < networks.size(); t++) {
      if (alone && t == source) {
        for (int j = 0; j < rows.length; j++) {
          all.robust()[source][t][attacked.ids()[j]] = !crafted.outcome().broken()[j];
          all.robustLoss()[source][t][attacked.ids()[j]] = crafted.outcome().loss()[j];
        }
      } else {
        judge(networks.get(t), examples, all.robust()[source][t], all.robustLoss()[source][t]);
      }
    }
  }

  private static void judge(
      Supplier<Network> network, Targets targets, boolean[] right, double[] loss) {
    Logits logits = network.get().forward(targets.images(), Mode.EVAL).logits();
    Loss values = new CrossEntropy().at(logits, targets.labels());
    for (int j = 0; j < targets.count(); j++) {
      right[targets.ids()[j]] = logits.right(j, targets.labels()[j]);
      loss[targets.ids()[j]] = values.values()[j];
    }
  }

  /**
   * What networks said of images.
   *
   * @param standard whether an image is right as it is: [network][image]
   * @param standardLoss cross-entropy there
   * @param robust whether an example is right: [source][network][image]
   * @param robustLoss cross-entropy there
   */
  public record Judgements(
      boolean[][] standard,
      double[][] standardLoss,
      boolean[][][] robust,
      double[][][] robustLoss) {

    private static Judgements none(int sources, int networks, int images) {
      return new Judgements(
          new boolean[networks][images],
          new double[networks][images],
          new boolean[sources][networks][images],
          new double[sources][networks][images]);
    }

    /** Sets of examples. */
    public int sources() {
      return robust.length;
    }

    /** Networks that judge. */
    public int networks() {
      return standard.length;
    }

    /** One network on the examples of one source. */
    public Counts counts(int source, int network) {
      int[] sources = new int[standard[0].length];
      int[] networks = sources.clone();
      Arrays.fill(sources, source);
      Arrays.fill(networks, network);
      return counts(sources, networks);
    }

    /**
     * A network and a source drawn for each image, uniformly and independently.
     *
     * @param key an image's draws hang off its place
     */
    public Counts drawn(Key key) {
      int images = standard[0].length;
      int[] sources = new int[images];
      int[] networks = new int[images];
      for (int i = 0; i < images; i++) {
        Key own = key.child("example", i);
        networks[i] = own.child("defender").stream().nextInt(networks());
        sources[i] = own.child("attacker").stream().nextInt(sources());
      }
      return counts(sources, networks);
    }

    private Counts counts(int[] sources, int[] networks) {
      int images = sources.length;
      int right = 0;
      int stood = 0;
      double loss = 0;
      double lossThere = 0;
      for (int i = 0; i < images; i++) {
        right += standard[networks[i]][i] ? 1 : 0;
        stood += robust[sources[i]][networks[i]][i] ? 1 : 0;
        loss += standardLoss[networks[i]][i];
        lossThere += robustLoss[sources[i]][networks[i]][i];
      }
      return new Counts(images, right, stood, loss / images, lossThere / images);
    }
  }
}
