package org.tombola.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;
import org.tombola.objective.Margin;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Square attack: random search with square-shaped changes that shrink; it sees logits and no
 * gradient, so masked gradients do not stop it (Andriushchenko et al. 2020, arXiv 1912.00049,
 * algorithms 1 to 3). Squares are drawn for each image on its own, and may touch every border; the
 * released code draws one for a whole batch, which misses the last row and column.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param queries changes tried, after the start; an image broken takes no more
 * @param share of the pixels in the first squares; the paper's p
 * @param restarts independent random starts
 */
@Card("random search with squares, black-box (Andriushchenko et al. 2020)")
public record Square(Norm norm, Epsilon epsilon, int queries, double share, int restarts)
    implements Attack {
  private static final Goal MARGIN = (logits, labels, aims) -> new Margin().at(logits, labels);

  /** l-infinity, 8/255, 5,000 queries, 0.8, one start: as in AutoAttack. */
  public Square() {
    this(Norm.LINF, Epsilon.parse("8/255"), 5000, 0.8, 1);
  }

  /** Checks the numbers. */
  public Square {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("queries", queries);
    Refusal.unless(share > 0 && share <= 1, "share", "must be above 0 and at most 1, not " + share);
    AtLeast.number("restarts", 1, restarts, 1000);
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public Passes passes() {
    return new Passes(queries + 1, 0, 0).times(restarts);
  }

  @Override
  public List<Round> rounds() {
    return IntStream.range(0, restarts)
        .mapToObj(
            restart ->
                new Round(
                    "square",
                    false,
                    false,
                    0,
                    restart,
                    MARGIN,
                    (ball, subject, own) ->
                        new SquareSearch(
                            norm == Norm.LINF
                                ? new SquareBox(ball, subject, own.stream())
                                : new SquareSphere(ball, subject, own.stream()),
                            queries,
                            share)))
        .toList();
  }
}
