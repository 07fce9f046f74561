package org.tombola.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.tombola.attack.Finding;
import org.tombola.attack.Round;
import org.tombola.objective.CrossEntropy;
import org.tombola.tensor.Logits;

/**
 * What became of each image of an evaluation, and how far the evaluation is. Numbers are kept as
 * floats, so that one that goes on from what was saved ends with the same bits.
 */
public final class Judged {
  private static final int STANDS = -1;
  private static final int WRONG = -2;

  /** Above any number of images of a split. */
  public static final int PLACES = 200_000;

  /** Names of what is known of each image, as {@link #predictions} has them. */
  public static final List<String> PREDICTIONS =
      List.of(
          "image",
          "label",
          "clean_predicted",
          "clean_margin",
          "attacked_predicted",
          "attacked_margin",
          "broken_by");

  private final List<Round> rounds;
  private final int[] places;
  private final int[] labels;
  private final float[] cleanPredicted;
  private final float[] cleanMargin;
  private final float[] cleanLoss;
  private final float[] predicted;
  private final float[] margin;
  private final float[] loss;
  private final float[] size;
  // the round that broke an image, STANDS or WRONG
  private final float[] fate;
  private final float[] left;
  private final float[] flat;
  private final float[] range = {1, 0};
  private int round;
  private int next;

  Judged(List<Round> rounds, int[] places, int[] labels) {
    this.rounds = rounds;
    this.places = places;
    this.labels = labels;
    int count = places.length;
    cleanPredicted = new float[count];
    cleanMargin = new float[count];
    cleanLoss = new float[count];
    predicted = new float[count];
    margin = new float[count];
    loss = new float[count];
    size = new float[count];
    fate = new float[count];
    left = new float[count];
    flat = new float[count];
  }

  /** Takes in what the network says of some images as they are. */
  void clean(int first, Logits logits) {
    int[] own = Arrays.copyOfRange(labels, first, first + logits.batch());
    double[] entropy = new CrossEntropy().at(logits, own).values();
    for (int j = 0; j < own.length; j++) {
      int i = first + j;
      cleanPredicted[i] = logits.predicted(j);
      cleanMargin[i] = (float) logits.margin(j, own[j]);
      cleanLoss[i] = (float) entropy[j];
      predicted[i] = cleanPredicted[i];
      margin[i] = cleanMargin[i];
      loss[i] = cleanLoss[i];
      fate[i] = logits.right(j, own[j]) ? STANDS : WRONG;
    }
  }

  /** Rows of the images that stood all rounds before one. */
  int[] standing(int before) {
    return IntStream.range(0, places.length)
        .filter(i -> fate[i] == STANDS || fate[i] >= before)
        .toArray();
  }

  /** Takes in what became of an image in the round under way. */
  void found(int row, Finding finding) {
    if (round == firstFollowing()) {
      flat[row] = finding.flat() ? 1 : 0;
    }
    if (finding.point() == null
        || (left[row] != 0 && !finding.broken() && finding.loss() <= loss[row])) {
      return;
    }
    left[row] = 1;
    predicted[row] = finding.predicted();
    margin[row] = (float) finding.margin();
    loss[row] = (float) finding.loss();
    size[row] = (float) finding.size();
    range[0] = Math.min(range[0], finding.low());
    range[1] = Math.max(range[1], finding.high());
    if (finding.broken()) {
      fate[row] = round;
    }
  }

  /** The first round that follows gradients; past the last where none does. */
  private int firstFollowing() {
    int first = 0;
    while (first < rounds.size() && !rounds.get(first).gradients()) {
      first++;
    }
    return first;
  }

  /** The round under way. */
  int round() {
    return round;
  }

  /** How many of the images that stood before the round under way are done with it. */
  int next() {
    return next;
  }

  void now(int inRound, int done) {
    round = inRound;
    next = done;
  }

  /** Grows with every group done of one evaluation and from one to the next. */
  public int position(int evaluation) {
    return (evaluation * rounds.size() + round) * PLACES + next;
  }

  /** Images looked at. */
  public int count() {
    return places.length;
  }

  /** Right answers. */
  public Counts counts() {
    return new Counts(
        count(),
        (int) IntStream.range(0, count()).filter(i -> fate[i] != WRONG).count(),
        (int) IntStream.range(0, count()).filter(i -> fate[i] == STANDS).count(),
        mean(cleanLoss),
        mean(loss));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** How many images each part broke, by its name, in order. */
  public Map<String, Integer> broken() {
    Map<String, Integer> broken = new LinkedHashMap<>();
    rounds.forEach(each -> broken.put(each.name(), 0));
    for (float each : fate) {
      if (each >= 0) {
        broken.merge(rounds.get((int) each).name(), 1, Integer::sum);
      }
    }
    return broken;
  }

  /** Share of the attacked images whose first gradient was zero; NaN where none was taken. */
  double flatShare() {
    return firstFollowing() == rounds.size() ? Double.NaN : share(i -> flat[i] != 0);
  }

  /** Share of the attacked images left where the loss is no higher than it was; NaN where none. */
  double notRaisedShare() {
    boolean any = IntStream.range(0, count()).anyMatch(i -> left[i] != 0);
    return any ? share(i -> left[i] != 0 && !(loss[i] > cleanLoss[i])) : Double.NaN;
  }

  /**
   * Share of all images that stood every gradient and were broken without any; NaN where the attack
   * has only one of the kinds.
   */
  double blackBoxShare() {
    boolean both =
        rounds.stream().anyMatch(Round::gradients)
            && rounds.stream().anyMatch(each -> !each.gradients());
    return both
        ? (double)
                IntStream.range(0, count())
                    .filter(i -> fate[i] >= 0 && !rounds.get((int) fate[i]).gradients())
                    .count()
            / count()
        : Double.NaN;
  }

  private double share(IntPredicate of) {
    int[] attacked = standing(0);
    return attacked.length == 0
        ? Double.NaN
        : (double) Arrays.stream(attacked).filter(of).count() / attacked.length;
  }

  /** The longest way any example was moved. */
  double largest() {
    double largest = 0;
    for (float each : size) {
      largest = Math.max(largest, each);
    }
    return largest;
  }

  /** Smallest and largest pixel of all examples. */
  float[] range() {
    return range.clone();
  }

  /**
   * What is known of each image, by name, one number an image: {@code image} (place in its split),
   * {@code label}, {@code clean_predicted}, {@code clean_margin}, {@code attacked_predicted},
   * {@code attacked_margin} and {@code broken_by}: the part that broke it by its place among the
   * {@link #broken parts}, -1 where it stands, -2 where it was wrong as it is.
   */
  public Map<String, float[]> predictions() {
    List<String> parts = List.copyOf(broken().keySet());
    float[] by = fate.clone();
    for (int i = 0; i < by.length; i++) {
      by[i] = fate[i] < 0 ? fate[i] : parts.indexOf(rounds.get((int) fate[i]).name());
    }
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put("image", floats(places));
    arrays.put("label", floats(labels));
    arrays.put("clean_predicted", cleanPredicted);
    arrays.put("clean_margin", cleanMargin);
    arrays.put("attacked_predicted", predicted);
    arrays.put("attacked_margin", margin);
    arrays.put("broken_by", by);
    return arrays;
  }

  private static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }

  private float[][] saved() {
    return new float[][] {predicted, margin, loss, size, fate, left, flat, range};
  }

  /** How far it is and what is known, to go on from; what is known of clean images is not in it. */
  public byte[] state() {
    int numbers = Arrays.stream(saved()).mapToInt(each -> each.length).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * Integer.BYTES + numbers * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(round).putInt(next);
    for (float[] each : saved()) {
      for (float value : each) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  /**
   * Whether bytes can be the {@link #state} of an evaluation.
   *
   * @param images of it
   * @param rounds of its attack
   */
  public static boolean fits(byte[] state, int images, int rounds) {
    Judged empty = new Judged(List.of(), new int[images], new int[images]);
    if (state.length != empty.state().length) {
      return false;
    }
    empty.fill(state);
    boolean fates = true;
    for (float each : empty.fate) {
      fates &= each >= WRONG && each < rounds && each == Math.rint(each);
    }
    return fates
        && empty.round >= 0
        && empty.round <= rounds
        && empty.next >= 0
        && empty.next <= images;
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalStateException if it is of another evaluation
   */
  void take(byte[] state) {
    if (!fits(state, count(), rounds.size())) {
      throw new IllegalStateException(
          "Cannot go on with an evaluation: what was saved is of other images");
    }
    fill(state);
  }

  private void fill(byte[] state) {
    ByteBuffer bytes = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    round = bytes.getInt();
    next = bytes.getInt();
    for (float[] each : saved()) {
      for (int i = 0; i < each.length; i++) {
        each[i] = bytes.getFloat();
      }
    }
  }
}
