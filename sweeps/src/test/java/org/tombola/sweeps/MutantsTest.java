package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.Canonical;
import org.tombola.method.Shown;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Workload;
import org.tombola.trial.TrialSpec;

/**
 * Sweep files, broken in all ways at hand: each is planned, or refused in words, soon and in little
 * memory; what is written in one is never passed over.
 */
class MutantsTest {
  private static final int MUTANTS = 800;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long MOST_BYTES = 4L << 30;

  /** What no message for a user has: names of classes and their errors, what Java says of null. */
  private static final Pattern JAVA =
      Pattern.compile(
          "\\b(java|javax|org|com|sun|jdk)\\.[a-z]+|Exception|StackOverflow|OutOfMemory|Cannot"
              + " invoke|Input length|NullNode|[^!]\\bnull\\b|@[0-9a-f]{6}|\\p{Cntrl}");

  private static final List<String> SMALL =
      List.of(
          """
          name: small
          question: Is it small?
          evaluate: [pgd, {limited: {attack: {worst-of: {attacks: [fgsm, square]}}, images: 5}}]
          early-stopping: {over: [optimizer.learning-rate], reduction: 2, first-epoch: 1}
          base:
            data: {shapes: {train: 200, test: 50, side: 12}}
            split: {train: 100, validation: 50, test: 50}
            augment: {crop-flip: {pad: 2}}
            network: {mlp: {sizes: [16, 8]}}
            ticket: {imp: {levels: 3, rate: 0.3}}
            recipe: {awp: {base: {trades: {steps: 3}}, warm-up: 2}}
            schedule: {warm-up: {climb: 1, at: [0.5], by: 0.2}}
            epochs: 6
            batch: 10
            seed: 3
          grid:
            optimizer.learning-rate: [0.1, 0.2]
            optimizer.momentum: {from: 0.1, to: 0.5, by: 0.2}
          """,
          """
          name: more
          question: Is there more?
          evaluate: [{apgd: {steps: 10, restarts: 2}}, {square: {queries: 50}}]
          base:
            data: cifar-10
            augment: none
            network: {wide-resnet: {depth: 10, width: 2}}
            ticket: {neural-tangent-transfer: {sparsity: 0.9, matching: {epochs: 2, batch: 32}}}
            recipe: {kd-swa: {averaging: epochs, average-after: 2}}
            optimizer: {learning-rate: 0.1, momentum: 0.9}
            schedule: cyclic
            epochs: 4
            batch: 128
            monitor: {attack: fgsm, train: 100, validation: 100, test: 100}
            kernels: {epochs: [0, 2], points: 16, probes: 4}
            seed: 1
          also:
            - ticket: {set: {sparsity: 0.5, interval: 100}}
              optimizer.momentum: 0.5
              grid: {seed: [4, 5]}
            - ticket: dense
              epochs: 5
          """,
          """
          name: switches
          question: Do they switch?
          paper: robust-scratch-tickets
          evaluate: [{eot: {draws: 2}}, {transfer: {attack: {fgsm: {}}}}]
          base:
            data: {tiny-imagenet: {files: any, classes: 20}}
            split: {validation: 100}
            augment: none
            network: {pre-act-resnet-18: {width: 8}}
            recipe: {free-at: {replays: 4}}
            schedule: cosine
            epochs: 8
            batch: 100
            predictions: true
          grid:
            ticket: [snip, {flying-bird: {interval: 100}}, {grasp: {per-class: 3}}]
            ticket.sparsity: [0.5]
            seed: {from: 1, to: 2}
          """);

  @TempDir Path folder;

  /** A sound file, and what it says. */
  private record Sound(String text, Sweep sweep) {}

  private List<Sound> sound() throws Exception {
    List<Sound> all = new ArrayList<>();
    for (String folder : List.of(".", "papers")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList()) {
          all.add(read(Files.readString(file)));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(12);
    for (String text : SMALL) {
      all.add(read(text));
    }
    return all;
  }

  private Sound read(String text) throws Exception {
    return new Sound(text, SweepFile.read(write(text.getBytes(StandardCharsets.UTF_8))));
  }

  private Path write(byte[] mutant) throws Exception {
    return Files.write(folder.resolve("mutant.yaml"), mutant);
  }

  @Test
  void everyMutantIsPlannedOrRefusedInWords() throws Exception {
    List<Sound> sound = sound();
    SplittableRandom draws = new SplittableRandom(1);
    Mutation[] mutations = Mutation.values();
    SoftAssertions all = new SoftAssertions();
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Mutation mutation = mutations[i % mutations.length];
      Sound from = sound.get(draws.nextInt(sound.size()));
      Sound other = sound.get(draws.nextInt(sound.size()));
      byte[] mutant = mutation.on(from.text(), other.text(), draws.split());
      Path file = write(mutant);
      Sweep sweep =
          assertTimeoutPreemptively(
              LONGEST, () -> planned(file, mutation, all), () -> mutation + " takes long");
      refused += sweep == null ? 1 : 0;
      String shown = mutation + " of " + from.sweep().name() + ": " + edited(from.text(), mutant);
      switch (mutation.verdict()) {
        case REFUSED -> all.assertThat(sweep == null).as(shown).isTrue();
        case CHANGED -> all.assertThat(from.sweep().equals(sweep)).as(shown).isFalse();
        case ANY -> {}
      }
    }
    all.assertAll();
    assertThat(refused).isBetween(MUTANTS / 2, MUTANTS - MUTANTS / 20);
  }

  /** The lines that only the mutant has. */
  private static List<String> edited(String text, byte[] mutant) {
    Set<String> old = Set.copyOf(text.lines().collect(Collectors.toSet()));
    String broken = new String(mutant, StandardCharsets.UTF_8);
    return broken
        .lines()
        .filter(line -> !old.contains(line))
        .map(line -> Shown.line(line, 200))
        .toList();
  }

  /** What a mutant says; null where it is refused. */
  private static @Nullable Sweep planned(Path file, Mutation mutation, SoftAssertions all)
      throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Sweep sweep = null;
    try {
      sweep = SweepFile.read(file);
      Plan plan = sweep.plan();
      for (PlannedTrial trial : plan.trials()) {
        all.assertThat(Canonical.read(trial.json(), TrialSpec.class)).isEqualTo(trial.spec());
      }
      Agenda agenda =
          new Agenda(
              plan.trials(),
              Set.of(),
              sweep.halving(),
              id -> false,
              stage -> new Agenda.Standing(false, 0));
      all.assertThat(Workload.of(agenda).total()).isBetween(0.0, 1e15 * plan.trials().size());
    } catch (SweepProblems problems) {
      String name = file + ":";
      all.assertThat(problems.problems()).isNotEmpty();
      long lines = Files.readAllBytes(file).length;
      problems
          .getMessage()
          .lines()
          .forEach(
              line ->
                  all.assertThat(line)
                      .as(mutation.name())
                      .startsWith(name)
                      .hasSizeBetween(name.length() + 10, name.length() + 2000)
                      .doesNotContainPattern(JAVA));
      problems
          .problems()
          .forEach(problem -> all.assertThat((long) problem.line()).isBetween(0L, lines));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      all.fail(mutation + ": " + e + "\n" + Files.readString(file, StandardCharsets.ISO_8859_1), e);
    }
    all.assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as(mutation.name())
        .isLessThan(MOST_BYTES);
    return sweep;
  }
}
