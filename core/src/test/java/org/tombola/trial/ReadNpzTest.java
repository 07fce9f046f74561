package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.data.ImageData;
import org.tombola.network.Architecture;
import org.tombola.network.LeNet;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.PreActResNet18;
import org.tombola.network.ResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.network.Vgg16;
import org.tombola.network.WideResNet;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/** Reads exported networks with deploy/bench/read_npz.py; skipped where Python has no torch. */
class ReadNpzTest {
  private static final ImageShape IMAGES = new ImageShape(3, 32, 32);
  private static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.25, 0.3));
  private static final Path SCRIPT = Path.of("..", "deploy", "bench", "read_npz.py");
  private static final Pattern OFF =
      Pattern.compile("logits off Tombola's by at most (\\S+), the largest is (\\S+)");

  @Test
  void pytorchGivesTheSameLogitsForEveryArchitecture(@TempDir Path folder) throws Exception {
    assumeTrue(call("-c", "import torch, numpy").code() == 0, "Python has no torch");
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    for (Architecture architecture :
        List.of(
            new Mlp(List.of(7, 5)),
            new LeNet(),
            new SmallCnn(3),
            new Vgg16(4),
            new ResNet18(4),
            new PreActResNet18(4),
            new WideResNet(10, 2))) {
      command.add(write(architecture, folder.resolve(command.size() + ".npz")).toString());
    }
    Called called = call(command.toArray(String[]::new));
    assertThat(called.code()).as(called.output()).isZero();
    Matcher off = OFF.matcher(called.output());
    int networks = 0;
    for (; off.find(); networks++) {
      double largest = Double.parseDouble(off.group(2));
      assertThat(largest).isGreaterThan(0.01);
      assertThat(Double.parseDouble(off.group(1))).isLessThan(1e-5 * Math.max(1, largest));
    }
    assertThat(networks).isEqualTo(command.size() - 1);
  }

  /** With statistics, scales, shifts and biases away from where they start. */
  private static Path write(Architecture architecture, Path file) throws IOException {
    try (Network network = Network.of(architecture, IMAGES, NORMALISATION, 10, Key.ofSeed(1));
        OutputStream out = Files.newOutputStream(file)) {
      float[] pixels = Key.ofSeed(2).uniform(8 * IMAGES.size(), 0, 1);
      network.forward(new Images(pixels, 8, IMAGES), Mode.TRAIN);
      float[] values = network.parameters();
      float[] shifts = Key.ofSeed(3).normal(values.length);
      for (var slice : network.layout().slices()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          values[i] += slice.trained() && !slice.prunable() ? 0.1f * shifts[i] : 0;
        }
      }
      network.assign(values);
      byte[] bytes = new byte[8 * IMAGES.size()];
      float[] noise = Key.ofSeed(4).uniform(bytes.length, 0, 256);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (int) noise[i];
      }
      Npz npz = new Npz(out);
      npz.text("architecture", network.design().description());
      npz.text("provenance", "{\"trial\": \"none\", \"checkpoint\": \"final\", \"epoch\": 0}");
      NetworkArrays arrays = new NetworkArrays(network, npz);
      arrays.parameters(new BitSet());
      arrays.images(new ImageData(IMAGES, 10, bytes, new int[8]));
      npz.finish();
      return file;
    }
  }

  private record Called(int code, String output) {}

  private static Called call(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Called(process.waitFor(), output);
    } catch (IOException e) {
      return new Called(127, e.getMessage());
    }
  }
}
