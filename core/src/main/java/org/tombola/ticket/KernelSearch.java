package org.tombola.ticket;

import java.util.Arrays;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Crafting;
import org.tombola.mask.Mask;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Probes;
import org.tombola.measure.TangentKernel;
import org.tombola.method.Refused;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * Moves the weights of a sparse network so that its logits and its tangent kernel become those of
 * the dense network it starts from, and its mask with them: the largest weights are kept.
 *
 * @param mask how the weights kept are chosen, at first and now and then
 * @param crafting of the images, on the dense network
 * @param block of the kernel that is matched
 */
record KernelSearch(
    MagnitudeAtInit mask,
    Matching matching,
    KernelWeight weight,
    Matching.Tangents tangents,
    Matching.Values start,
    Crafting crafting,
    AdversarialWinningTicket.Block block) {

  Passes passes(int images) {
    return matching.passes(images).plus(crafting.passes().times(matching.seen(images)));
  }

  /**
   * Where a search stands.
   *
   * @param weights of all places, masked or not
   */
  private record State(Mask mask, double[] weights, Adam adam, double kernelWeight) {}

  Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    int images = drawing.images().count();
    int iterations = matching.iterations(images);
    double[] teacher = Vectors.wide(network.parameters());
    double[] weights = teacher.clone();
    Adam adam = new Adam(matching.learningRate(), teacher.length);
    Differentiable function =
        Differentiable.of(network, Mode.EVAL, drawing.images().classes(), matching.batch());
    KernelMatching matcher = new KernelMatching(function, teacher);
    State state = new State(drawn(network, weights), weights, adam, Double.NaN);
    int[] order = {};
    for (int t = 0; t < iterations; t++) {
      int place = t % matching.batches(images);
      if (place == 0) {
        order = drawing.key().child("order", t / matching.batches(images)).permutation(images);
      }
      int first = place * matching.batch();
      int[] places = Arrays.copyOfRange(order, first, first + matching.size(place, images));
      state = step(state, t, Evaluation.targets(drawing.images(), places), matcher, drawing);
      if ((t + 1) % matching.maskInterval() == 0 && t + 1 < iterations - matching.maskInterval()) {
        Mask moved = drawn(network, weights);
        adam.forget(moved);
        state = new State(moved, weights, adam, state.kernelWeight());
      }
      drawing.stepped().run();
    }
    double[] from = start == Matching.Values.TRANSFERRED ? weights : teacher;
    state.mask().apply(from);
    return new Ticket(state.mask(), Vectors.narrow(from));
  }

  private Mask drawn(Network network, double[] weights) {
    return mask.draw(network.layout(), Vectors.narrow(weights));
  }

  private State step(
      State state, int iteration, Targets targets, KernelMatching matcher, Drawing drawing) {
    Network network = drawing.network();
    Key key = drawing.key();
    network.assign(Vectors.narrow(matcher.teacher()));
    int half = targets.count() / 2;
    Images clean = targets.images();
    Images adversarial = crafting.of(network, targets, Mode.EVAL, key.child("attack", iteration));
    double[] student = state.weights().clone();
    state.mask().apply(student);
    Images rows = (block.rows() ? adversarial : clean).part(0, half);
    Images columns = (block.columns() ? adversarial : clean).part(half, targets.count());
    TangentKernel.Space space =
        tangents == Matching.Tangents.ALL ? TangentKernel.Space.ALL : state.mask()::apply;
    Probes probes =
        new Probes(
            (targets.count() - half) * matcher.function().classes(),
            matching.probes(),
            key.child("probes", iteration));
    KernelMatching.Term logits = matcher.logits(student, adversarial);
    KernelMatching.Term kernels =
        matcher.kernels(new TangentKernel.Point(student, space), rows, columns, probes);
    if (!Double.isFinite(logits.value() + kernels.value())) {
      throw new Refused(
          "Cannot go on searching: at iteration %d the logits' loss is %s, the kernel's %s"
              .formatted(iteration + 1, logits.value(), kernels.value()));
    }
    double factor =
        iteration == 0 ? weight.of(logits.value(), kernels.value()) : state.kernelWeight();
    double[] gradient = logits.gradient();
    Vectors.add(gradient, kernels.gradient(), factor);
    decay(gradient, student, network);
    state.mask().apply(gradient);
    state.adam().step(state.weights(), gradient);
    return new State(state.mask(), state.weights(), state.adam(), factor);
  }

  private void decay(double[] gradient, double[] student, Network network) {
    double factor = 2 * matching.decay() / (1 - mask.sparsity());
    for (Slice slice : network.layout().prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        gradient[i] += factor * student[i];
      }
    }
  }
}
