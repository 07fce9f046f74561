package org.tombola.attack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Oracle.Points;
import org.tombola.attack.Oracle.Response;
import org.tombola.attack.Oracle.Want;
import org.tombola.attack.Round.Subject;
import org.tombola.attack.Search.Answer;
import org.tombola.attack.Search.Question;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;
import org.tombola.threat.Ball;
import org.tombola.threat.ThreatModel;

/**
 * Runs one round of an attack. Every search asks about a point; the loop moves the point into the
 * ball and the pixel range, checks it, asks the network and judges the answer.
 *
 * <p>This is the only way from an attack to the network it is judged on. (Recipes craft by {@link
 * Ascent}.) So no attack can return a point outside its budget, and none goes on with an image that
 * is broken.
 *
 * <p>Searches run side by side. Those that want the same are looked at in one batch. Where one ends
 * the next image takes its place, so batches stay full until no image is left.
 */
public final class AttackLoop {
  /** With twice as many searches under way as fit, one of two kinds of question fills a batch. */
  private static final int KINDS = 2;

  private static final float[] NONE = {};

  private final Oracle oracle;
  private final Round round;
  private final Ball ball;
  private final Key key;

  /**
   * For one round of an attack.
   *
   * @param attack root of the attack's draws
   */
  public AttackLoop(Oracle oracle, ThreatModel threat, Round round, Key attack) {
    this.oracle = oracle;
    this.round = round;
    this.ball = new Ball(threat);
    this.key = round.key(attack);
  }

  /** A search under way. */
  private static final class Active {
    final int row;
    final Subject subject;
    final int aim;
    final Search search;
    Question question;
    int looks;
    boolean flat;
    boolean over;
    @Nullable Finding left;

    Active(int row, Subject subject, int aim, Search search) {
      this.row = row;
      this.subject = subject;
      this.aim = aim;
      this.search = search;
      this.question = search.next();
    }

    boolean asksAs(Active other) {
      return question.gradient() == other.question.gradient()
          && question.on() == other.question.on();
    }

    Finding found() {
      return left == null
          ? new Finding(false, subject.label(), Double.NaN, Double.NaN, null, 0, 0, 0, flat)
          : left;
    }
  }

  /**
   * Runs the round.
   *
   * @param rows images that stand, by any numbers
   * @param batch points looked at together, at most
   * @param subjects the image of a number
   * @param found told of each image once, when its search is over
   * @param stepped told after every batch
   * @throws IllegalStateException if the attack asks about a pixel that is no number
   */
  public void run(
      int[] rows,
      int batch,
      IntFunction<Subject> subjects,
      BiConsumer<Integer, Finding> found,
      Runnable stepped) {
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int row : rows) {
      waiting.add(row);
    }
    if (rows.length == 0) {
      return;
    }
    List<Active> active = new ArrayList<>();
    while (!waiting.isEmpty() || !active.isEmpty()) {
      while (!waiting.isEmpty() && active.size() < KINDS * batch) {
        active.add(begin(waiting.remove(), subjects));
      }
      List<Active> asked = together(active, batch);
      look(asked);
      for (Active each : asked) {
        if (each.over) {
          found.accept(each.row, each.found());
        }
      }
      active.removeIf(each -> each.over);
      stepped.run();
    }
  }

  private Active begin(int row, IntFunction<Subject> subjects) {
    Subject subject = subjects.apply(row);
    int aim = round.rank() == 0 ? 0 : subject.ranked(round.rank());
    Key own = key.child("example", subject.id());
    return new Active(row, subject, aim, round.starter().on(ball, subject, own));
  }

  /** The most searches that ask the same, the longest under way first, as many as fit. */
  private static List<Active> together(List<Active> active, int batch) {
    List<Active> most = List.of();
    List<Active> rest = active;
    while (rest.size() > most.size()) {
      Active first = rest.get(0);
      List<Active> same = rest.stream().filter(first::asksAs).toList();
      rest = rest.stream().filter(each -> !first.asksAs(each)).toList();
      most = same.size() > most.size() ? same : most;
    }
    return most.subList(0, Math.min(batch, most.size()));
  }

  private void look(List<Active> asked) {
    Question kind = asked.get(0).question;
    Oracle there = kind.on() == null ? oracle : oracle.twin(kind.on());
    Want want = kind.gradient() ? Want.GRADIENT : Want.LOSS;
    float[][] at = new float[asked.size()][];
    Arrays.setAll(at, i -> at(asked.get(i)));
    Images images = Images.of(at, asked.get(0).subject.shape());
    Response look = there.at(points(images, asked), round.goal(), want, key);
    Logits logits = look.logits();
    double[] losses = look.loss();
    boolean[] right = look.right();
    float[][] gradients =
        kind.gradient() ? Images.rows(look.gradient(), asked.size()) : new float[0][];
    for (int i = 0; i < asked.size(); i++) {
      float[] gradient = kind.gradient() ? gradients[i] : NONE;
      Answer answer = new Answer(losses[i], right[i], gradient);
      judge(asked.get(i), answer, logits, i);
    }
  }

  /** The point a search asks about, moved inside and checked. */
  private float[] at(Active each) {
    float[] point = each.question.point();
    if (round.anywhere()) {
      for (int p = 0; p < point.length; p++) {
        point[p] = Math.min(Math.max(point[p], 0), 1);
      }
    } else {
      ball.projected(point, each.subject.clean());
    }
    for (float pixel : point) {
      if (!(pixel >= 0 && pixel <= 1)) {
        throw new IllegalStateException(
            "Cannot judge image %d: %s moved a pixel to %s"
                .formatted(each.subject.id(), round.name(), pixel));
      }
    }
    return point;
  }

  private static Points points(Images images, List<Active> asked) {
    return new Points(
        images,
        asked.stream().mapToInt(each -> each.subject.label()).toArray(),
        asked.stream().mapToInt(each -> each.subject.id()).toArray(),
        asked.stream().mapToInt(each -> each.aim).toArray(),
        asked.stream().mapToInt(each -> each.looks).toArray());
  }

  private void judge(Active each, Answer answer, Logits logits, int row) {
    float[] point = each.question.point();
    float[] clean = each.subject.clean();
    // a network whose gradient is no number shows no way on
    boolean lost = each.question.gradient() && !Vectors.finite(answer.gradient());
    if (each.looks++ == 0 && each.question.gradient()) {
      each.flat = lost || Pixels.zero(answer.gradient());
    }
    boolean counts = each.question.on() == null;
    boolean broken = counts && !answer.right() && ball.holds(point, clean);
    each.over = broken || lost || !each.search.told(answer);
    if (broken || (counts && (lost || each.search.left() == point))) {
      int label = each.subject.label();
      Logits own = new Logits(logits.of(row), logits.classes());
      each.left =
          new Finding(
              broken,
              own.predicted(0),
              own.margin(0, label),
              new CrossEntropy().at(own, new int[] {label}).values()[0],
              point,
              ball.size(point, clean),
              Pixels.least(point),
              Pixels.most(point),
              each.flat);
    }
    if (!each.over) {
      each.question = each.search.next();
    }
  }
}
