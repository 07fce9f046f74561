package org.tombola.attack;

/**
 * Random search on one image: a change stays where it brings the label's logit further down
 * (Andriushchenko et al. 2020, arXiv 1912.00049, algorithm 1).
 */
final class SquareSearch implements Search {
  /** Queries after which the share of pixels halves, of 10,000 (section 4.1 of the paper). */
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  /** How an image is changed. */
  interface Changes {
    /** The first point. */
    float[] start();

    /**
     * A changed copy.
     *
     * @param best the point changed
     * @param share of the pixels a square covers
     */
    float[] changed(float[] best, double share);
  }

  private final Changes changes;
  private final int queries;
  private final double share;
  private float[] point;
  private float[] best;
  private double bestLoss = Double.NEGATIVE_INFINITY;
  private int done;

  SquareSearch(Changes changes, int queries, double share) {
    this.changes = changes;
    this.queries = queries;
    this.share = share;
    this.point = changes.start();
    this.best = point;
  }

  @Override
  public Question next() {
    return new Question(point, false);
  }

  @Override
  public boolean told(Answer answer) {
    if (answer.loss() > bestLoss) {
      bestLoss = answer.loss();
      best = point;
    }
    if (done == queries) {
      return false;
    }
    point = changes.changed(best, share(done++));
    return true;
  }

  /** The share of pixels in a query, from 0. */
  double share(int query) {
    double left = share;
    for (int after : HALVINGS) {
      left /= query > after ? 2 : 1;
    }
    return left;
  }

  @Override
  public float[] left() {
    return best;
  }
}
