package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.tensor.ImageShape;
import org.tombola.threat.Ball;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/** On made losses of one pixel, as in the examples of the comments. */
class ApgdSearchTest {
  private static final Ball BALL = new Ball(new ThreatModel(Norm.LINF, Epsilon.parse("0.4")));
  private static final float[] CLEAN = {0.5f};

  @Test
  void looksBackAfterThePapersSteps() {
    assertThat(ApgdSearch.checkpoints(100)).containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
    assertThat(ApgdSearch.checkpoints(20))
        .containsExactly(4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    assertThat(ApgdSearch.checkpoints(1)).isEmpty();
  }

  /** Asks, answers with the loss and slope of a function, and notes the points. */
  private static List<Float> points(
      ApgdSearch search, java.util.function.DoubleUnaryOperator loss) {
    List<Float> points = new ArrayList<>();
    boolean on = true;
    while (on) {
      Search.Question question = search.next();
      float x = BALL.projected(question.point(), CLEAN)[0];
      points.add(x);
      double slope = loss.applyAsDouble(x + 1e-4) - loss.applyAsDouble(x - 1e-4);
      on = search.told(new Search.Answer(loss.applyAsDouble(x), true, new float[] {(float) slope}));
    }
    return points;
  }

  private static ApgdSearch search(float start, int steps) {
    Round.Subject subject = new Round.Subject(new ImageShape(1, 1, 1), CLEAN, 0, 0, null);
    return new ApgdSearch(BALL, subject, new float[] {start}, steps);
  }

  @Test
  void takesOneLookMoreThanStepsAndLeavesTheImageWhereTheLossWasHighest() {
    ApgdSearch search = search(0.1f, 30);
    List<Float> points = points(search, x -> -(x - 0.63) * (x - 0.63));
    assertThat(points).hasSize(31).allMatch(x -> x >= 0.1f && x <= 0.9f);
    float best =
        points.stream()
            .min((a, b) -> Double.compare(Math.abs(a - 0.63), Math.abs(b - 0.63)))
            .orElseThrow();
    assertThat(search.left()).containsExactly(best);
    // halving steps comes near; steps of the first length go from border to border
    assertThat(best).isBetween(0.6f, 0.66f);
  }

  @Test
  void aStepThatKeepsRaisingTheLossIsNotHalved() {
    // from the far border the first step reaches the other one, and there it stays
    List<Float> points = points(search(0.1f, 30), x -> x);
    assertThat(points.subList(1, 31)).allMatch(x -> x == 0.9f);
  }
}
