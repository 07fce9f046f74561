package org.tombola.ticket;

import org.tombola.method.Card;
import org.tombola.method.Refusal;

/** How much matching the tangent kernel counts for beside matching the logits. */
public sealed interface KernelWeight permits KernelWeight.Fixed, KernelWeight.Balanced {

  /**
   * The factor of the kernel's term.
   *
   * @param logits the other term on the first batch
   * @param kernel this term on the first batch, through its probes
   */
  double of(double logits, double kernel);

  /**
   * The same factor whatever the network. Kernel values grow with the square of the width and with
   * the images' scale, so one fitted to a network means something else for another.
   *
   * @param factor above 0
   */
  @Card("the same factor for every network (Liu and Zenke 2020)")
  record Fixed(double factor) implements KernelWeight {
    /** 1e-3: the released notebooks, for Glorot weights and standardised MNIST. */
    public Fixed() {
      this(1e-3);
    }

    /** Checks the factor. */
    public Fixed {
      require("factor", factor);
    }

    @Override
    public double of(double logits, double kernel) {
      return factor;
    }
  }

  /**
   * The factor at which the kernel's term is so many times the logits' on the first batch: the two
   * keep that balance whatever the width.
   *
   * @param ratio above 0
   */
  @Card("a ratio to the logits' term on the first batch")
  record Balanced(double ratio) implements KernelWeight {
    /** 7: where the released notebooks start, at 6 to 8. */
    public Balanced() {
      this(7);
    }

    /** Checks the ratio. */
    public Balanced {
      require("ratio", ratio);
    }

    @Override
    public double of(double logits, double kernel) {
      return kernel > 0 ? ratio * logits / kernel : 0;
    }
  }

  private static void require(String name, double value) {
    Refusal.unless(Double.isFinite(value) && value > 0, name, "must be above 0, not " + value);
  }
}
