package org.tombola.sweeps;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tombola.method.SmallFile;

/**
 * Reads sweep files.
 *
 * <p>A sweep file is YAML 1.2. Its keys:
 *
 * <ul>
 *   <li>{@code name}: of the sweep; letters, digits, dots, hyphens and underscores.
 *   <li>{@code question}: what the sweep is to answer, a sentence.
 *   <li>{@code paper} (may be left out): one of {@link org.tombola.sweeps.published.Papers}, whose
 *       numbers the report shows beside the sweep's. It is no part of a trial.
 *   <li>{@code data-folder} (may be left out): where data sets are looked for first; from the sweep
 *       file's own folder on where it is not absolute. It is no part of a trial.
 *   <li>{@code evaluate}: a list of attacks on the best and the final network of every trial; gaps
 *       are told by the first. In the grid it is an axis of such lists.
 *   <li>{@code early-stopping} (may be left out): {@code over}, a list of settings whose values
 *       compete, {@code reduction} (3) and {@code first-epoch} (the schedule's first decay): see
 *       {@link Halving}.
 *   <li>{@code base}: the trial all others start from: {@code data}, {@code split}, {@code
 *       augment}, {@code network}, {@code ticket}, {@code recipe}, {@code optimizer}, {@code
 *       schedule}, {@code epochs}, {@code batch}, {@code monitor}, {@code seed}. {@code split},
 *       {@code optimizer} and {@code monitor} may be left out; the others must stand here or in the
 *       grid.
 *   <li>{@code grid} (may be left out): axes, each a path with its values. Every combination is a
 *       trial; the last axis turns fastest.
 *   <li>{@code also} (may be left out): a list of extra trials. Each is the base with the settings
 *       written here, and is not crossed with the grid; it may have a small {@code grid} of its
 *       own.
 * </ul>
 *
 * <p><b>Methods.</b> A method is its name, {@code ticket: dense}, or its name with parameters,
 * {@code ticket: {flying-bird: {sparsity: 0.9}}}. Parameters left out take the paper's setting.
 *
 * <p><b>Paths.</b> Anywhere in {@code base}, {@code grid} and {@code also} a key may be a path:
 * {@code optimizer.learning-rate}, {@code recipe.epsilon}, {@code monitor.attack.steps}. A method's
 * own name may be left out, so {@code ticket.sparsity} is the sparsity of whichever ticket the
 * trial has; with the name, {@code ticket.flying-bird.sparsity}, it is that method's alone. A map
 * for {@code split}, {@code optimizer} or {@code monitor} changes what it names and leaves the rest
 * as it was; a method replaces the earlier one whole. Whatever the order they are written in,
 * {@code ticket} is set before {@code ticket.sparsity}.
 *
 * <p><b>Axes.</b> Values are a list, {@code [0.8, 0.9]}, or a range, {@code {from: 1, to: 5}} for
 * whole numbers, {@code {from: 0.1, to: 0.9, by: 0.2}} for others; both ends belong to it. An axis
 * that a trial's methods have no parameter for leaves that trial as it is (dense has no sparsity),
 * but it must be a parameter of at least one. Trials that come to the same are run once.
 *
 * <p><b>Lengths</b> such as epsilon are numbers in pixel units, 0 to 1, or fractions: {@code
 * 8/255}.
 *
 * <pre>{@code
 * name: quickstart
 * question: Does a sparse network overfit less?
 * evaluate: [{pgd: {epsilon: 0.1, step: 0.025}}]
 * base:
 *   data: fashion-mnist
 *   augment: none
 *   network: small-cnn
 *   recipe: {pgd-at: {epsilon: 0.1, step: 0.025, steps: 5}}
 *   schedule: step
 *   epochs: 30
 *   batch: 128
 * grid:
 *   ticket: [dense, random, flying-bird]
 *   ticket.sparsity: [0.8, 0.9]
 *   seed: {from: 1, to: 2}
 * }</pre>
 */
public final class SweepFile {
  private static final int LARGEST = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SweepFile() {}

  /**
   * Reads a sweep file.
   *
   * @throws SweepProblems with everything that is wrong with it
   */
  public static Sweep read(Path file) throws SweepProblems {
    List<SweepProblem> problems = new ArrayList<>();
    String text = text(file, problems);
    Located root = problems.isEmpty() ? new YamlReader(problems).read(text) : null;
    if (root == null) {
      throw new SweepProblems(file, problems);
    }
    return new SweepReader(file, root, problems).read();
  }

  private static String text(Path file, List<SweepProblem> problems) {
    byte[] bytes;
    try {
      bytes = SmallFile.read(file, LARGEST);
    } catch (IllegalArgumentException e) {
      problems.add(new SweepProblem(0, "", "", String.valueOf(e.getMessage()), null));
      return "";
    }
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    ByteBuffer read = ByteBuffer.wrap(bytes);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(read, decoded, true);
    String text = decoded.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      String message =
          "not UTF-8: byte %d of the file is %02X"
              .formatted(read.position() + 1, bytes[read.position()]);
      problems.add(new SweepProblem(line, "", "", message, null));
    }
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
