package org.tombola.network.vector;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Pgd;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.Descent;
import org.tombola.network.Design;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.PreActResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.network.Vgg16;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.ErdosRenyiKernel;

/**
 * Adversarial training under a mask, as one number: the hash of every bit of the parameters, the
 * momentum, the logits and a gradient in the end. A program too, for other machines.
 */
final class Trained {
  private static final int BATCH = 20;
  private static final int CLASSES = 3;
  private static final int STEPS = 20;
  private static final Architecture SMALL = new SmallCnn(8);
  private static final ImageShape SMALL_IMAGES = new ImageShape(1, 8, 8);

  private Trained() {}

  /** Prints the hash; with a file's name, writes what the first half of a training left there. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      System.out.println(hash(Workers.asked()));
      return;
    }
    float[][] half = new float[2][];
    train(SMALL, SMALL_IMAGES, Workers.asked(), 0, STEPS / 2, half, sha());
    try (ObjectOutputStream out =
        new ObjectOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      out.writeObject(half);
    }
  }

  /** Of the small training in one go. */
  static String whole(int threads) {
    MessageDigest digest = sha();
    train(SMALL, SMALL_IMAGES, threads, 0, STEPS, new float[2][], digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of the same where its first half was trained elsewhere. */
  static String resumed(Path half, int threads) throws IOException, ClassNotFoundException {
    MessageDigest digest = sha();
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(half))) {
      float[][] state = (float[][]) in.readObject();
      train(SMALL, SMALL_IMAGES, threads, STEPS / 2, STEPS, state, digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of all the trainings, with so many threads. */
  static String hash(int threads) {
    MessageDigest digest = sha();
    train(SMALL, SMALL_IMAGES, threads, 0, STEPS, new float[2][], digest);
    train(new PreActResNet18(2), new ImageShape(3, 8, 8), threads, 0, 2, new float[2][], digest);
    train(new Vgg16(2), new ImageShape(1, 16, 16), threads, 0, 2, new float[2][], digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Takes the steps from one to another.
   *
   * @param state parameters and momentum before them, none of the first; then those after them
   */
  private static void train(
      Architecture architecture,
      ImageShape shape,
      int threads,
      int from,
      int to,
      float[][] state,
      MessageDigest digest) {
    Key key = Key.ofSeed(21);
    Normalisation normalisation =
        new Normalisation(
            java.util.Collections.nCopies(shape.channels(), 0.5),
            java.util.Collections.nCopies(shape.channels(), 0.25));
    Design design = Design.of(architecture, shape, normalisation, CLASSES);
    // some layers are dense under it, some nearly empty: both kernels have their part
    int[] counts = new ErdosRenyiKernel().kept(design.layout(), 0.9);
    BitSet kept = Mask.random(design.layout(), counts, key.child("mask")).places();
    float[] parameters = new float[design.layout().length()];
    float[] drawn = key.child("weights").uniform(parameters.length, -0.5f, 0.5f);
    design
        .layout()
        .slices()
        .forEach(
            slice -> {
              for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
                boolean weight = slice.prunable();
                parameters[i] = weight ? drawn[i] : 1 + drawn[i];
              }
            });
    Images images =
        new Images(key.child("images").uniform(BATCH * shape.size(), 0, 1), BATCH, shape);
    int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
    Targets targets = new Targets(images, labels, IntStream.range(0, BATCH).toArray());
    Pgd attack = new Pgd(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("4/255"), 2, 1);
    try (VectorNetwork network = new VectorNetwork(design, threads);
        Descent descent = network.descent(new Descent.Settings(0.9, 5e-4, 0))) {
      network.assign(from == 0 ? parameters : state[0]);
      descent.mask(kept);
      if (from > 0) {
        descent.resume(state[1]);
      }
      for (int step = from; step < to; step++) {
        Images examples = attack.perturb(network, targets, Mode.BATCH, key.child("step", step));
        Pass pass = network.forward(examples, Mode.TRAIN);
        float[] cotangent = new CrossEntropy().at(pass.logits(), labels).cotangent();
        descent.step(pass.parameterGradient(cotangent), BATCH, 0.05);
      }
      state[0] = network.parameters();
      state[1] = descent.velocity();
      add(digest, network, descent, images);
    }
  }

  private static void add(MessageDigest digest, Network network, Descent descent, Images images) {
    Pass pass = network.forward(images, Mode.EVAL);
    float[] cotangent = Key.ofSeed(4).normal(BATCH * CLASSES);
    for (float[] numbers :
        List.of(
            network.parameters(),
            descent.velocity(),
            pass.inputGradient(cotangent),
            pass.parameterGradient(cotangent).values())) {
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
      bytes.asFloatBuffer().put(numbers);
      digest.update(bytes);
    }
    for (double logit : pass.logits().values()) {
      digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, logit));
    }
  }
}
