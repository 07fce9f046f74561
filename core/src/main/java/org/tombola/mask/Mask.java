package org.tombola.mask;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;

/** Which prunable places of a network's flat parameters are kept. Immutable: one bit a place. */
public final class Mask {
  private final ParameterLayout layout;
  private final List<Slice> slices;
  private final BitSet bits;
  private final int[] kept;
  private final int total;
  private final int prunable;

  private Mask(ParameterLayout layout, BitSet bits) {
    this.layout = layout;
    this.slices = layout.prunable();
    this.bits = bits;
    this.kept =
        slices.stream()
            .mapToInt(s -> bits.get(s.offset(), s.offset() + s.length()).cardinality())
            .toArray();
    this.total = Arrays.stream(kept).sum();
    this.prunable = slices.stream().mapToInt(Slice::length).sum();
    if (total != bits.cardinality()) {
      throw new IllegalArgumentException(
          "Cannot mask: "
              + (bits.cardinality() - total)
              + " places are kept that are not prunable weights");
    }
  }

  /** Keeps every prunable place. */
  public static Mask dense(ParameterLayout layout) {
    BitSet bits = new BitSet(layout.length());
    layout.prunable().forEach(s -> bits.set(s.offset(), s.offset() + s.length()));
    return new Mask(layout, bits);
  }

  /**
   * Keeps the given places.
   *
   * @param kept places of the flat vector, all of them prunable
   */
  public static Mask of(ParameterLayout layout, BitSet kept) {
    return new Mask(layout, (BitSet) kept.clone());
  }

  /**
   * Keeps an exact number of places of each prunable slice, drawn uniformly without replacement.
   *
   * @param kept one count a prunable slice, in the layout's order
   * @param key each slice draws below it by its own name
   */
  public static Mask random(ParameterLayout layout, int[] kept, Key key) {
    List<Slice> slices = layout.prunable();
    if (kept.length != slices.size()) {
      throw new IllegalArgumentException(
          "Cannot mask: " + kept.length + " counts for " + slices.size() + " prunable slices");
    }
    BitSet bits = new BitSet(layout.length());
    for (int l = 0; l < kept.length; l++) {
      Slice slice = slices.get(l);
      if (kept[l] < 0 || kept[l] > slice.length()) {
        throw new IllegalArgumentException(
            "Cannot keep " + kept[l] + " of " + slice.length() + " weights of " + slice.name());
      }
      BitSet all = new BitSet(slice.offset() + slice.length());
      all.set(slice.offset(), slice.offset() + slice.length());
      bits.or(key.child(slice.name()).choice(all, kept[l]));
    }
    return new Mask(layout, bits);
  }

  /** The layout it masks. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Number of places kept. */
  public int kept() {
    return total;
  }

  /** Number of places of one slice that are kept; all of a slice no mask covers. */
  public int kept(Slice slice) {
    int position = slices.indexOf(slice);
    return position < 0 ? slice.length() : kept[position];
  }

  /** Number of places kept of each prunable slice, in the layout's order. */
  public int[] counts() {
    return kept.clone();
  }

  /** Number of places it covers. */
  public int prunable() {
    return prunable;
  }

  /** Fraction of prunable places that are not kept; 0 where nothing is prunable. */
  public double sparsity() {
    return prunable == 0 ? 0 : (double) (prunable - total) / prunable;
  }

  /** The kept places of the flat vector, prunable ones only; a copy. */
  public BitSet places() {
    return (BitSet) bits.clone();
  }

  /** The kept places of one slice, numbered as in the flat vector; a copy. */
  public BitSet places(Slice slice) {
    BitSet within = new BitSet(layout.length());
    within.set(slice.offset(), slice.offset() + slice.length());
    within.and(bits);
    return within;
  }

  /** Fraction of prunable places that one keeps and the other does not, from 0 to 1. */
  public double difference(Mask other) {
    if (!layout.equals(other.layout)) {
      throw new IllegalArgumentException("Cannot compare masks of different networks");
    }
    BitSet differing = places();
    differing.xor(other.bits);
    return prunable == 0 ? 0 : (double) differing.cardinality() / prunable;
  }

  /**
   * Makes what is dropped 0: it is multiplied by 0, so that a number that is none stays none and
   * divergence is seen.
   *
   * @param flat [length of the layout]; changed
   */
  public void apply(float[] flat) {
    dropped(flat.length, i -> flat[i] *= 0);
  }

  /** The same in double precision. */
  public void apply(double[] flat) {
    dropped(flat.length, i -> flat[i] *= 0);
  }

  /** Tells the places of a vector of a length that are dropped. */
  private void dropped(int length, IntConsumer place) {
    if (length != layout.length()) {
      throw new IllegalArgumentException(
          "Cannot apply a mask over " + layout.length() + " places to " + length);
    }
    layout.dropped(bits).stream().forEach(place);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mask mask && bits.equals(mask.bits) && layout.equals(mask.layout);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return "Mask[" + total + " of " + prunable + " weights kept]";
  }
}
