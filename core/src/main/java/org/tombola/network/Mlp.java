package org.tombola.network;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Dense layers with bias and ReLU between them, on the flattened image (LeCun et al. 1998, section
 * III-C, the LeNet-300-100 of the lottery ticket hypothesis, arXiv 1803.03635, section 2).
 *
 * <p>At 28x28x1 and 10 classes the default has 266,200 prunable weights.
 *
 * @param sizes of the hidden layers, in order; at least one
 */
@Card("dense layers with ReLU; LeNet-300-100 by default (LeCun et al. 1998)")
public record Mlp(List<Integer> sizes) implements Architecture {
  /** 300 and 100. */
  public Mlp() {
    this(List.of(300, 100));
  }

  /** Keeps its own copy; checks the sizes. */
  public Mlp {
    sizes = Blueprint.requireSizes(sizes);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    return sizes.stream().allMatch(size -> size % divisor == 0)
        ? Optional.of(new Mlp(sizes.stream().map(size -> size / divisor).toList()))
        : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint net = new Blueprint(images, normalisation, classes);
    String last = Blueprint.NORMALISE;
    for (int i = 0; i < sizes.size(); i++) {
      last = net.relu("relu" + (i + 1), net.dense("dense" + (i + 1), last, sizes.get(i)));
    }
    return net.output(last);
  }
}
