package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tombola.attack.Fgsm;
import org.tombola.data.FashionMnist;
import org.tombola.data.None;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.SmallCnn;
import org.tombola.ticket.Dense;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.trial.Kernels;
import org.tombola.trial.Training;
import org.tombola.trial.TrialSpec;

class PlanTest {
  private static TrialSpec spec(long seed) {
    return new TrialSpec(
        new Training(
            new FashionMnist(),
            new Split(),
            new None(),
            new SmallCnn(),
            new Dense(),
            new Standard(),
            new Sgd(),
            new Constant(),
            1,
            1,
            new Monitor(new Fgsm(), 1, 1, 1),
            seed),
        List.of(new Fgsm()),
        new Kernels(),
        false);
  }

  @Property(tries = 50, seed = "1")
  void everyTrialIsPlannedOnceWhereItIsFirstWritten(
      @ForAll @Size(max = 12) List<@IntRange(max = 5) Integer> seeds) {
    Plan plan = Plan.of(seeds.stream().map(seed -> spec(seed)).toList());
    long[] distinct = seeds.stream().mapToLong(seed -> seed).distinct().toArray();
    assertThat(plan.trials())
        .extracting(trial -> trial.spec().training().seed())
        .containsExactlyElementsOf(LongStream.of(distinct).boxed().toList());
    assertThat(plan.trials()).extracting(PlannedTrial::id).doesNotHaveDuplicates();
    assertThat(plan.trials().size() + plan.repeated())
        .isEqualTo(plan.written())
        .isEqualTo(seeds.size());
  }
}
