package org.tombola.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tombola.attack.Finding;
import org.tombola.attack.Round;
import org.tombola.measure.Verdict.Example;
import org.tombola.measure.Verdict.Said;
import org.tombola.objective.CrossEntropy;
import org.tombola.tensor.Logits;

/** What became of each image of an evaluation, and how far the evaluation is. */
public final class Judged {
  /** In place of a part or a round that broke an image: none did. */
  private static final int STANDS = -1;

  /** In place of a part that broke an image: it was wrong as it is. */
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

  /** The array of a {@link #state} that says how far it is: the round, and images done in it. */
  public static final String DONE = "done";

  /** What the other arrays of a state hold of an image, by their names. */
  private static final Map<String, Function<Verdict, Number>> SAVED = saved();

  /** How many numbers a state holds of an image. */
  public static final int NUMBERS = SAVED.size();

  private final List<Round> rounds;
  private final List<Verdict> verdicts = new ArrayList<>();
  private int round;
  private int next;

  Judged(List<Round> rounds) {
    this.rounds = rounds;
  }

  private static Map<String, Function<Verdict, Number>> saved() {
    Map<String, Function<Verdict, Number>> saved = new LinkedHashMap<>();
    saved.put("predicted", verdict -> verdict.attacked().predicted());
    saved.put("margin", verdict -> verdict.attacked().margin());
    saved.put("loss", verdict -> verdict.attacked().loss());
    saved.put("moved", verdict -> verdict.example() == null ? 0 : 1);
    saved.put("size", verdict -> verdict.example() == null ? 0 : verdict.example().size());
    saved.put("low", verdict -> verdict.example() == null ? 0 : verdict.example().low());
    saved.put("high", verdict -> verdict.example() == null ? 0 : verdict.example().high());
    saved.put("flat", verdict -> verdict.flat() ? 1 : 0);
    saved.put("broken_in", verdict -> verdict.brokenIn().orElse(STANDS));
    return saved;
  }

  /** Takes in what the network says of the next images as they are. */
  void clean(int[] places, int[] labels, Logits logits) {
    double[] entropy = new CrossEntropy().at(logits, labels).values();
    for (int j = 0; j < labels.length; j++) {
      Said said =
          new Said(logits.predicted(j), (float) logits.margin(j, labels[j]), (float) entropy[j]);
      verdicts.add(new Verdict(places[j], labels[j], logits.right(j, labels[j]), said));
    }
  }

  /** Rows of the images that stood all rounds before one. */
  int[] standing(int before) {
    return IntStream.range(0, count())
        .filter(row -> verdicts.get(row).standsBefore(before))
        .toArray();
  }

  /** Takes in what became of an image in the round under way. */
  void found(int row, Finding finding) {
    verdicts.set(row, verdicts.get(row).after(round, round == firstFollowing(), finding));
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
    return verdicts.size();
  }

  /** Right answers. */
  public Counts counts() {
    return new Counts(
        count(),
        count(Verdict::right),
        count(Verdict::stands),
        mean(verdict -> verdict.clean().loss()),
        mean(verdict -> verdict.attacked().loss()));
  }

  private int count(Predicate<Verdict> of) {
    return (int) verdicts.stream().filter(of).count();
  }

  private double mean(Function<Verdict, Float> of) {
    double sum = 0;
    for (Verdict verdict : verdicts) {
      sum += of.apply(verdict);
    }
    return sum / count();
  }

  /** How many images each part broke, by its name, in order. */
  public Map<String, Integer> broken() {
    Map<String, Integer> broken = new LinkedHashMap<>();
    rounds.forEach(each -> broken.put(each.name(), 0));
    verdicts.forEach(
        verdict ->
            verdict
                .brokenIn()
                .ifPresent(in -> broken.merge(rounds.get(in).name(), 1, Integer::sum)));
    return broken;
  }

  /** Share of the attacked images whose first gradient was zero; NaN where none was taken. */
  double flatShare() {
    return firstFollowing() == rounds.size() ? Double.NaN : share(Verdict::flat);
  }

  /** Share of the attacked images left where the loss is no higher than it was; NaN where none. */
  double notRaisedShare() {
    return examples().findAny().isPresent() ? share(Verdict::notRaised) : Double.NaN;
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
                count(
                    verdict ->
                        verdict.brokenIn().isPresent()
                            && !rounds.get(verdict.brokenIn().getAsInt()).gradients())
            / count()
        : Double.NaN;
  }

  private double share(Predicate<Verdict> of) {
    int attacked = count(Verdict::right);
    return attacked == 0 ? Double.NaN : (double) count(of.and(Verdict::right)) / attacked;
  }

  private Stream<Example> examples() {
    return verdicts.stream().flatMap(verdict -> Stream.ofNullable(verdict.example()));
  }

  /** The longest way any example was moved. */
  double largest() {
    return examples().mapToDouble(Example::size).max().orElse(0);
  }

  /** Smallest pixel of all examples; NaN where there is none. */
  double low() {
    return examples().mapToDouble(Example::low).min().orElse(Double.NaN);
  }

  /** Largest pixel of all examples; NaN where there is none. */
  double high() {
    return examples().mapToDouble(Example::high).max().orElse(Double.NaN);
  }

  /**
   * What is known of each image, by name, one number an image: {@code image} (place in its split),
   * {@code label}, {@code clean_predicted}, {@code clean_margin}, {@code attacked_predicted},
   * {@code attacked_margin} and {@code broken_by}: the part that broke it by its place among the
   * {@link #broken parts}, -1 where it stands, -2 where it was wrong as it is.
   */
  public Map<String, float[]> predictions() {
    List<String> parts = List.copyOf(broken().keySet());
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put("image", each(Verdict::image));
    arrays.put("label", each(Verdict::label));
    arrays.put("clean_predicted", each(verdict -> verdict.clean().predicted()));
    arrays.put("clean_margin", each(verdict -> verdict.clean().margin()));
    arrays.put("attacked_predicted", each(verdict -> verdict.attacked().predicted()));
    arrays.put("attacked_margin", each(verdict -> verdict.attacked().margin()));
    arrays.put("broken_by", each(verdict -> by(verdict, parts)));
    return arrays;
  }

  private int by(Verdict verdict, List<String> parts) {
    if (verdict.brokenIn().isPresent()) {
      return parts.indexOf(rounds.get(verdict.brokenIn().getAsInt()).name());
    }
    return verdict.right() ? STANDS : WRONG;
  }

  private float[] each(Function<Verdict, Number> of) {
    float[] values = new float[count()];
    for (int row = 0; row < values.length; row++) {
      values[row] = of.apply(verdicts.get(row)).floatValue();
    }
    return values;
  }

  /** How far it is and what is known, to go on from; what is known of clean images is not in it. */
  public Map<String, float[]> state() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put(DONE, new float[] {round, next});
    SAVED.forEach((name, value) -> arrays.put(name, each(value)));
    return arrays;
  }

  /**
   * Whether arrays can be the {@link #state} of an evaluation.
   *
   * @param images of it
   * @param rounds of its attack
   */
  public static boolean fits(Map<String, float[]> state, int images, int rounds) {
    float[] done = array(state, DONE);
    return done.length == 2
        && whole(done[0], 0, rounds)
        && whole(done[1], 0, images)
        && SAVED.keySet().stream().allMatch(name -> array(state, name).length == images)
        && IntStream.range(0, images)
            .allMatch(row -> whole(array(state, "broken_in")[row], STANDS, rounds - 1));
  }

  private static float[] array(Map<String, float[]> state, String name) {
    return state.getOrDefault(name, new float[0]);
  }

  private static boolean whole(float number, int least, int most) {
    return number >= least && number <= most && number == Math.rint(number);
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalStateException if it is of another evaluation
   */
  void take(Map<String, float[]> state) {
    if (!fits(state, count(), rounds.size())) {
      throw new IllegalStateException(
          "Cannot go on with an evaluation: what was saved is of other images");
    }
    float[] done = array(state, DONE);
    round = (int) done[0];
    next = (int) done[1];
    for (int row = 0; row < count(); row++) {
      verdicts.set(row, taken(verdicts.get(row), row, state));
    }
  }

  private static Verdict taken(Verdict clean, int row, Map<String, float[]> state) {
    Function<String, Float> saved = name -> array(state, name)[row];
    int brokenIn = saved.apply("broken_in").intValue();
    return new Verdict(
        clean.image(),
        clean.label(),
        clean.right(),
        clean.clean(),
        new Said(saved.apply("predicted").intValue(), saved.apply("margin"), saved.apply("loss")),
        saved.apply("moved") == 0
            ? null
            : new Example(saved.apply("size"), saved.apply("low"), saved.apply("high")),
        saved.apply("flat") != 0,
        brokenIn == STANDS ? OptionalInt.empty() : OptionalInt.of(brokenIn));
  }
}
