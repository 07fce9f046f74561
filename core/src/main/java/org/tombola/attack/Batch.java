package org.tombola.attack;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack.Crafted;
import org.tombola.attack.Attack.Outcome;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Oracle.Points;
import org.tombola.attack.Oracle.Want;
import org.tombola.attack.Round.Subject;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.ThreatModel;

/** Images that go through rounds together, with the examples found. */
final class Batch {
  private final Targets targets;
  private final float[][] clean;
  private final @Nullable Finding[] found;
  private @Nullable Logits logits;

  Batch(Targets targets) {
    this.targets = targets;
    this.clean = targets.images().rows();
    this.found = new Finding[targets.count()];
  }

  void go(Oracle oracle, ThreatModel threat, Round round, Key key) {
    if (round.rank() > 0 && logits == null) {
      logits = oracle.at(new Points(targets), round.goal(), Want.LOSS, key.child("clean")).logits();
    }
    new AttackLoop(oracle, threat, round, key)
        .run(
            IntStream.range(0, targets.count()).filter(i -> !broken(i)).toArray(),
            targets.count(),
            this::subject,
            (row, finding) -> found[row] = finding.over(found[row]),
            () -> {});
  }

  private boolean broken(int row) {
    Finding finding = found[row];
    return finding != null && finding.broken();
  }

  private Subject subject(int row) {
    return new Subject(
        targets.shape(),
        clean[row],
        targets.labels()[row],
        targets.ids()[row],
        logits == null ? null : logits.of(row));
  }

  Crafted crafted() {
    Outcome outcome = new Outcome(new boolean[found.length], new double[found.length]);
    for (int i = 0; i < found.length; i++) {
      Finding finding = found[i];
      outcome.broken()[i] = broken(i);
      outcome.loss()[i] = finding == null ? Double.NaN : finding.loss();
    }
    float[][] points = new float[found.length][];
    for (int i = 0; i < found.length; i++) {
      Finding finding = found[i];
      points[i] = finding == null || finding.point() == null ? clean[i] : finding.point();
    }
    return new Crafted(Images.of(points, targets.shape()), outcome);
  }
}
