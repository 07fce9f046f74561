package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.attack.Fgsm;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.network.Checkpoint;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.ticket.FilterPruning;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.trial.Export.Channels;

/** Small networks trained for three epochs on 96 images and exported. */
class ExportTest {
  private static final Artifacts RESULTS = Artifacts.inMemory();
  private static final TrialSpec SPARSE = spec(new RandomTicket());
  private static final List<String> WEIGHTS =
      List.of("stage1/conv.W", "stage2/conv.W", "stage3/conv.W", "output.W");

  private static TrialSpec spec(TicketMethod ticket) {
    return new TrialSpec(
        new Training(
            new Shapes(),
            new Split(96, 32, 120, Split.Order.FILE, 10),
            new None(),
            new SmallCnn(4),
            ticket,
            new PgdAt(),
            new Sgd(0.05, 0.9, 5e-4),
            new Constant(),
            3,
            16,
            new Monitor(new Fgsm(), 32, 32, 0),
            3),
        List.of(new Fgsm()),
        new Kernels(),
        false);
  }

  @BeforeAll
  static void run() {
    run(SPARSE);
  }

  private static void run(TrialSpec spec) {
    TrialRecord record =
        TrialRunner.run(
            spec, new Surroundings(null, RESULTS, Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    assertThat(record.outcome()).isEqualTo(new Outcome.Completed());
  }

  private static Export export(TrialSpec spec, Checkpoint checkpoint, Channels channels) {
    return Export.of(spec, checkpoint, channels, RESULTS);
  }

  private static NpzEntries npz(Export export) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.npz(out, export.images(SplitName.TEST, null));
    return NpzEntries.of(out.toByteArray());
  }

  private static ComputationGraph dl4j(Export export, Path folder) throws IOException {
    Path zip = folder.resolve("network.zip");
    export.dl4j(zip);
    return ModelSerializer.restoreComputationGraph(zip.toFile(), false);
  }

  @ParameterizedTest
  @EnumSource(Checkpoint.class)
  void maskedWeightsAreExactlyZeroInBothForms(Checkpoint checkpoint, @TempDir Path folder)
      throws IOException {
    try (Export export = export(SPARSE, checkpoint, Channels.ALL)) {
      NpzEntries npz = npz(export);
      ComputationGraph graph = dl4j(export, folder);
      int kept = 0;
      int nonzero = 0;
      for (String name : WEIGHTS) {
        INDArray weights = npz.array(name);
        INDArray mask = npz.array(name + ".mask");
        assertThat(mask.shape()).as(name).isEqualTo(weights.shape());
        INDArray theirs = graph.getParam(name.replace(".W", "_W"));
        assertThat(theirs.shape()).as(name).isEqualTo(weights.shape());
        float[] values = weights.dup('c').data().asFloat();
        float[] inDl4j = theirs.dup('c').data().asFloat();
        int[] bits = mask.dup('c').data().asInt();
        for (int i = 0; i < values.length; i++) {
          assertThat(inDl4j[i]).isEqualTo(values[i]);
          assertThat(bits[i]).isBetween(0, 1);
          if (bits[i] == 0) {
            assertThat(Float.floatToIntBits(values[i]) & 0x7fffffff).as(name).isZero();
          }
          kept += bits[i];
          nonzero += values[i] == 0 ? 0 : 1;
        }
      }
      assertThat(kept).isEqualTo(export.kept()).isLessThan(export.prunable() / 4).isPositive();
      assertThat(nonzero).isEqualTo(kept);
    }
  }

  @Test
  void plainDl4jComputesTheLogitsThatAreInTheArrays(@TempDir Path folder) throws IOException {
    try (Export export = export(SPARSE, Checkpoint.FINAL, Channels.ALL)) {
      NpzEntries npz = npz(export);
      INDArray logits = npz.array("logits");
      assertThat(logits.shape()).containsExactly(100, 10);
      INDArray images = npz.array("images");
      assertThat(images.shape()).containsExactly(120, 1, 28, 28);
      INDArray theirs = dl4j(export, folder).outputSingle(images);
      INDArray ours = Nd4j.nn().softmax(logits, 1);
      for (int i = 0; i < ours.length(); i++) {
        assertThat(theirs.getDouble(i)).isCloseTo(ours.getDouble(i), within(1e-5));
      }
    }
  }

  @Test
  void imagesAndLabelsAreThoseOfTheSplit() throws IOException {
    try (Export export = export(SPARSE, Checkpoint.FINAL, Channels.ALL)) {
      NpzEntries npz = npz(export);
      ImageData images = export.images(SplitName.TEST, null);
      assertThat(npz.array("labels").dup().data().asInt()).isEqualTo(images.labels());
      float[] pixels = new float[28 * 28];
      images.write(119, pixels, 0);
      assertThat(npz.array("images").slice(119).dup('c').data().asFloat()).isEqualTo(pixels);
    }
  }

  @Test
  void arraysComeWithWhatMadeThem() throws IOException {
    try (Export export = export(SPARSE, Checkpoint.BEST, Channels.ALL)) {
      NpzEntries npz = npz(export);
      assertThat(npz.text("spec")).isEqualTo(Canonical.json(SPARSE));
      JsonNode provenance = new ObjectMapper().readTree(npz.text("provenance"));
      assertThat(provenance.path("trial").asText()).isEqualTo(TrialId.of(SPARSE));
      assertThat(provenance.path("checkpoint").asText()).isEqualTo("best");
      assertThat(provenance.path("epoch").asInt()).isEqualTo(export.epoch()).isBetween(1, 3);
      assertThat(provenance.path("tombola").asText()).isEqualTo(Build.current().version());
      assertThat(provenance.path("trained").path("dataDigest").asText()).hasSize(64);
      float mean = SPARSE.training().data().normalisation().mean().get(0).floatValue();
      float deviation = SPARSE.training().data().normalisation().deviation().get(0).floatValue();
      assertThat(npz.array("normalise.mean").data().asFloat()).containsExactly(mean);
      assertThat(npz.array("normalise.std").data().asFloat()).containsExactly(deviation);
    }
  }

  /** Half of the channels are gone, and so are the weights that read them. */
  @Test
  void aTicketOfChannelsShrinksToTheSameFunction() throws IOException {
    TrialSpec spec = spec(new FilterPruning());
    run(spec);
    try (Export whole = export(spec, Checkpoint.FINAL, Channels.ALL);
        Export small = export(spec, Checkpoint.FINAL, Channels.READ)) {
      NpzEntries read = npz(small);
      assertThat(read.array("stage2/conv.W").shape()).containsExactly(4, 2, 3, 3);
      assertThat(read.array("output.W").shape()).containsExactly(8 * 7 * 7, 10);
      assertThat(small.prunable()).isEqualTo(whole.kept()).isLessThan(whole.prunable());
      INDArray logits = npz(whole).array("logits");
      assertThat(logits.sub(read.array("logits")).amaxNumber().doubleValue()).isLessThan(1e-4);
    }
  }

  @Test
  void aSwitchIsRefusedWithItsMembers() {
    assertThatThrownBy(() -> export(spec(new RandomRstSwitch()), Checkpoint.FINAL, Channels.ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Cannot export trial [0-9a-f]{16}: random-rst-switch has no network of its own, it draws"
                + " a member for each image; export trials of robust-scratch-ticket at sparsity"
                + " 0.95, 0.93, 0.9, 0.85, 0.8, 0.6");
  }

  @Test
  void aTrainingThatLeftNothingIsRefused() {
    assertThatThrownBy(
            () -> Export.of(SPARSE, Checkpoint.FINAL, Channels.ALL, Artifacts.inMemory()))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Cannot export trial %s: the result of its training, stage %s, is missing or damaged",
            TrialId.of(SPARSE), new Stage.Train(SPARSE.training()).fingerprint());
  }
}
