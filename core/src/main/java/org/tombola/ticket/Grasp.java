package org.tombola.ticket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tombola.data.ImageData;
import org.tombola.mask.Mask;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Tangent;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;

/**
 * The weights without which the gradient would flow least: those with the largest w Hg, g the
 * gradient and H the Hessian of the loss, before training (Wang et al. 2020, "GraSP", arXiv
 * 2002.07376, section 4). Kept over the whole network, exactly round((1 - sparsity) N).
 *
 * <p>Settings are those of the released code's CIFAR-10 configurations: logits by a temperature,
 * two half batches with statistics of their own, classifier weights drawn anew to be scored. From
 * two images a class on each half holds every class here. Hg is a central difference of gradients,
 * which costs what a second derivative does. It judges by the gradient's length alone: a weight
 * that the loss needs and that holds the gradient back is dropped.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param perClass images of each class, as far as there are so many
 * @param temperature logits are divided by
 * @param mode of batch normalisation
 * @param classifier which weights of dense layers are scored
 */
@Card("the weights that keep the gradient flowing before training (Wang et al. 2020)")
public record Grasp(
    double sparsity, int perClass, double temperature, Mode mode, Classifier classifier)
    implements TicketMethod {

  /** Which weights of dense layers are scored; training starts from the network's in any case. */
  public enum Classifier {
    /** Xavier-normal ones, drawn for the scoring only: the released code. */
    REDRAWN,
    /** The network's. */
    OWN
  }

  /** 80 % by 10 images a class, temperature 200. */
  public Grasp() {
    this(0.8, 10, 200, Mode.BATCH, Classifier.REDRAWN);
  }

  /** Checks the numbers. */
  public Grasp {
    Sparsity.require(sparsity);
    AtLeast.one("per-class", perClass);
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new Refusal("temperature", "must be above 0, not " + temperature);
    }
    if (mode == Mode.TRAIN) {
      throw new Refusal(
          "mode", "must be eval or batch, not train: a search must not change running statistics");
    }
  }

  @Override
  public Passes search(int images) {
    return new Passes(3, 0, 3).times(images);
  }

  @Override
  public Passes search(int images, int classes) {
    return search((int) Math.min(images, (long) perClass * classes));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    ImageData data = drawing.images();
    int[] places = places(data, drawing.key().child("batch"));
    float[] own = network.parameters();
    float[] scored = scored(own, network, drawing.key().child("classifier"));
    float[] scores =
        scores(network, scored, data.batch(places), data.labelsOf(places), data.classes());
    Mask mask = Scores.highest(scores, Mask.dense(network.layout()), 1 - sparsity);
    return new Ticket(mask, own);
  }

  /** w Hg, one a place. */
  float[] scores(Network network, float[] weights, Images images, int[] labels, int classes) {
    int half = (labels.length + 1) / 2;
    Differentiable function = Differentiable.of(network, mode, classes, half);
    Differentiable.Cotangent slopes =
        (first, logits) -> slopes(first / classes, logits, labels, classes);
    double[] at = Vectors.wide(weights);
    double[] gradient = function.gradient(at, images, slopes);
    for (Slice slice : network.layout().slices()) {
      if (!slice.prunable()) {
        Arrays.fill(gradient, slice.offset(), slice.offset() + slice.length(), 0);
      }
    }
    double[] change = new Tangent(function).alongGradient(at, images, slopes, gradient);
    return Scores.products(weights, Vectors.narrow(change));
  }

  /** Of the mean cross-entropy of a half, at logits divided by the temperature. */
  private double[] slopes(int first, double[] logits, int[] labels, int classes) {
    int count = logits.length / classes;
    double[] cooled = Arrays.stream(logits).map(logit -> logit / temperature).toArray();
    int[] own = Arrays.copyOfRange(labels, first, first + count);
    double[] slopes = new CrossEntropy().at(new Logits(cooled, classes), own).slopes();
    return Arrays.stream(slopes).map(slope -> slope / temperature / count).toArray();
  }

  /** As many of each class, the classes in turn. */
  private int[] places(ImageData data, Key key) {
    List<List<Integer>> rounds = new ArrayList<>();
    int[] seen = new int[data.classes()];
    for (int place : key.permutation(data.count())) {
      int round = seen[data.labels()[place]]++;
      if (round < perClass) {
        while (rounds.size() <= round) {
          rounds.add(new ArrayList<>());
        }
        rounds.get(round).add(place);
      }
    }
    return rounds.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  private float[] scored(float[] own, Network network, Key key) {
    float[] scored = own.clone();
    for (Slice slice : network.layout().prunable()) {
      if (classifier == Classifier.REDRAWN && !slice.convolution()) {
        float[] drawn = key.child(slice.name()).normal(slice.length());
        float deviation = (float) Math.sqrt(2.0 / (slice.shape().get(0) + slice.shape().get(1)));
        for (int i = 0; i < drawn.length; i++) {
          scored[slice.offset() + i] = deviation * drawn[i];
        }
      }
    }
    return scored;
  }
}
