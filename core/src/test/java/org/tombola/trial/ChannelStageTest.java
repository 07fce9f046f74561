package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Fgsm;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.SmallCnn;
import org.tombola.ticket.AdversarialPruning;
import org.tombola.ticket.Dense;
import org.tombola.ticket.EarlyBird;
import org.tombola.ticket.Inherit;
import org.tombola.ticket.InverseWeightsInheritance;
import org.tombola.ticket.Residual;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;

/** Tickets of channels and inherited ones as chains of stages. */
class ChannelStageTest {

  /** Keeps the checkpoints of the training that saved last. */
  private static final class Kept implements Artifacts {
    private final Artifacts results = Artifacts.inMemory();
    final NavigableMap<Integer, byte[]> checkpoints = new TreeMap<>();

    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      return results.find(fingerprint, most);
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.keep(fingerprint, result);
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      return Optional.ofNullable(checkpoints.floorEntry(until))
          .map(entry -> reader.apply(read(entry.getValue())));
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoint.write(out);
        checkpoints.put(epoch, out.toByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Bundle read(byte[] file) {
      try {
        return Bundle.read(new ByteArrayInputStream(file), 1 << 20);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void prune(String fingerprint) {}
  }

  private static TrialSpec spec(TicketMethod ticket) {
    return spec(ticket, 5);
  }

  private static TrialSpec spec(TicketMethod ticket, int epochs) {
    return new TrialSpec(
        new Training(
            new Shapes(96, 16, 12, 1, 0.05),
            new Split(64, 16, 16, Split.Order.FILE, 10),
            new org.tombola.data.None(),
            new SmallCnn(4),
            ticket,
            new Standard(),
            new Sgd(0.02, 0.9, 5e-4),
            new Constant(),
            epochs,
            16,
            new Monitor(new Fgsm(), 16, 0, 0),
            3),
        List.of(new Fgsm()),
        new Kernels(),
        false);
  }

  private static Surroundings with(Artifacts artifacts, Checkpoints checkpoints) {
    return new Surroundings(null, artifacts, checkpoints, Surroundings.Watcher.NOBODY);
  }

  private static TicketMethod rounds(AdversarialPruning.Variant variant, int rounds) {
    return new AdversarialPruning(variant, 0.5, rounds, Inherit.INITIAL, 1e-4, Residual.REFUSE);
  }

  @Test
  void roundsAndVariantsShareWhatTheyHaveInCommon() {
    List<Stage> dense = Stage.of(spec(new Dense()));
    List<Stage> one = Stage.of(spec(rounds(AdversarialPruning.Variant.FILTER, 1)));
    List<Stage> two = Stage.of(spec(rounds(AdversarialPruning.Variant.FILTER, 2)));
    List<Stage> global = Stage.of(spec(rounds(AdversarialPruning.Variant.GLOBAL, 1)));
    assertThat(two).extracting(Stage::kind).containsExactly("train", "train", "train", "evaluate");
    assertThat(two.subList(0, 2)).isEqualTo(one.subList(0, 2));
    assertThat(List.of(two.get(0), global.get(0))).containsOnly(dense.get(0));
    assertThat(Stage.of(spec(rounds(AdversarialPruning.Variant.SLIMMING, 1))).get(0))
        .isNotEqualTo(dense.get(0));
  }

  @Test
  void everyRoundKeepsSomeOfWhatTheRoundBeforeKept() {
    for (var variant :
        List.of(AdversarialPruning.Variant.SLIMMING, AdversarialPruning.Variant.LOCAL)) {
      Artifacts artifacts = Artifacts.inMemory();
      List<Stage> stages = Stage.of(spec(rounds(variant, 2), 1));
      BitSet last = new BitSet();
      for (int stage = 0; stage < 3; stage++) {
        StageRunner.run(stages.get(stage), with(artifacts, Checkpoints.NEVER));
        Bundle bundle = artifacts.find(stages.get(stage)).orElseThrow();
        BitSet mask = BitSet.valueOf(bundle.bytes("mask"));
        float[] weights = bundle.floats("parameters");
        if (stage > 0) {
          BitSet gone = (BitSet) last.clone();
          gone.andNot(mask);
          BitSet grown = (BitSet) mask.clone();
          grown.andNot(last);
          assertThat(gone.isEmpty()).as(variant + " " + stage).isFalse();
          assertThat(grown.isEmpty()).isTrue();
          assertThat(gone.stream()).allMatch(place -> weights[place] == 0);
        }
        last = mask;
      }
    }
  }

  /** Two masks are compared and any distance will do: the search ends after two of five epochs. */
  @Test
  void anEarlyBirdsSearchEndsEarly() {
    Artifacts artifacts = Artifacts.inMemory();
    TrialSpec spec = spec(new EarlyBird(0.5, 1e-4, 2, 1, Inherit.TRAINED, Residual.REFUSE));
    TrialRecord record = TrialRunner.run(spec, with(artifacts, Checkpoints.NEVER));
    StageResult.Trained search =
        StageRunner.trained(artifacts.find(Stage.of(spec).get(0)).orElseThrow());
    assertThat(search.epochs()).hasSize(2);
    assertThat(search.end()).startsWith("the masks of 2 epochs are within 0.");
    assertThat(search.sparsity()).isEqualTo(0);
    assertThat(record.trained().epochs()).hasSize(5);
    assertThat(record.before().epochs()).isEqualTo(2);
    // half of 4 + 8 + 16 channels
    assertThat(record.trained().sparsity()).isBetween(0.3, 0.9);
  }

  @Test
  void aSearchInterruptedAfterAnyEpochEndsAsIfItHadNotBeen() {
    TrialSpec spec = spec(new EarlyBird(0.5, 1e-2, 4, 0.5, Inherit.TRAINED, Residual.REFUSE));
    Stage search = Stage.of(spec).get(0);
    Checkpoints every = new Checkpoints(1, Duration.ofDays(1));
    Kept undisturbed = new Kept();
    StageResult.Trained expected = StageRunner.run(search, with(undisturbed, every)).trained();
    assertThat(expected.epochs()).hasSize(4);
    for (int lost = 1; lost <= 3; lost++) {
      Kept resumed = new Kept();
      resumed.checkpoints.putAll(undisturbed.checkpoints.headMap(lost, true));
      StageResult.Trained again = StageRunner.run(search, with(resumed, every)).trained();
      assertThat(again.end()).isEqualTo(expected.end()).isNotEmpty();
      assertThat(resumed.find(search).orElseThrow().floats("parameters"))
          .isEqualTo(undisturbed.find(search).orElseThrow().floats("parameters"));
    }
  }

  @Test
  void aWideNetworkInheritsFromTheNarrowOneTrainedBefore() {
    Artifacts artifacts = Artifacts.inMemory();
    TrialSpec spec =
        spec(
            new InverseWeightsInheritance(
                InverseWeightsInheritance.From.NARROW, new Dense(), 0, 2));
    TrialRecord record = TrialRunner.run(spec, with(artifacts, Checkpoints.NEVER));
    List<Stage> stages = Stage.of(spec);
    assertThat(stages.get(0).network()).isEqualTo(new SmallCnn(2));
    assertThat(record.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(record.trained().sparsity()).isEqualTo(0);
    int small = artifacts.find(stages.get(0)).orElseThrow().floats("parameters").length;
    int large = artifacts.find(stages.get(1)).orElseThrow().floats("parameters").length;
    assertThat(small).isLessThan(large);
  }
}
