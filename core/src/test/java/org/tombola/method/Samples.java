package org.tombola.method;

import java.util.List;

/** A made-up family with a component of every kind. */
final class Samples {
  private Samples() {}

  sealed interface Fruit permits Apple, Pear, Basket {}

  @Card("red")
  record Apple() implements Fruit {}

  @Card("green")
  record Pear(double ripeness, @Neutral("0") int worms) implements Fruit {
    Pear() {
      this(0.5, 0);
    }

    Pear {
      if (!(ripeness >= 0 && ripeness <= 1)) {
        throw new Refusal("ripeness", "must be in [0, 1], not " + ripeness);
      }
      if (worms < 0) {
        throw Refusal.saying("worms", "a pear has at least 0 worms, not " + worms);
      }
    }
  }

  @Card("of other fruit")
  record Basket(
      Fruit best,
      List<Fruit> rest,
      Weave weave,
      Size size,
      Label label,
      boolean lid,
      long number,
      List<Double> sides)
      implements Fruit {
    Basket() {
      this(
          new Pear(),
          List.of(new Apple()),
          Weave.LOOSE_CANE,
          Size.parse("1/3"),
          new Label("mine", 1),
          true,
          1L << 40,
          List.of(0.1, 5e-4));
    }
  }

  enum Weave {
    LOOSE_CANE,
    TIGHT
  }

  public record Size(String text) {
    public static Size parse(String text) {
      if (!text.matches("[0-9./]+")) {
        throw new IllegalArgumentException("a size must be a number or a fraction, not " + text);
      }
      return new Size(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  record Label(String text, int copies) {
    Label() {
      this("none", 0);
    }
  }

  /** Refuses both sides together, and one by a rule that names no component of its own. */
  record Scales(int left, int right) {
    Scales {
      AtLeast.one("weight", Math.min(left, right));
      if (left == right) {
        throw new IllegalArgumentException("scales that balance tell nothing");
      }
    }
  }

  /** The components of its label and its scales are written as its own. */
  record Parcel(@Flat Label label, @Flat Scales scales, @Neutral("0") int stamps) {
    Parcel {
      if (stamps < 0) {
        throw new Refusal("stamps", "must be at least 0, not " + stamps);
      }
      if (label.copies() > 9) {
        throw new Refusal("copies", "must be at most 9, not " + label.copies());
      }
    }
  }

  /** No defaults of its own. */
  record Order(Fruit fruit, int count, int boxes, Label label) {
    Order {
      if (count < 1) {
        throw new Refusal("count", "must be at least 1, not " + count);
      }
      if (boxes < 1) {
        throw new Refusal("boxes", "must be at least 1, not " + boxes);
      }
    }
  }
}
