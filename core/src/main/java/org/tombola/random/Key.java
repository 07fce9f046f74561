package org.tombola.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The only source of randomness: an immutable 128-bit value grown by purpose.
 *
 * <p>A child is the first 128 bits of SHA-256 over the parent, a name and an index, so what one
 * purpose draws never depends on how much another has drawn. A path such as {@code
 * seed/order/epoch} names a draw; two trials with the same seed share every draw whose path they
 * share.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Key(long high, long low) {

  /** The root of a trial's randomness. */
  public static Key ofSeed(long seed) {
    return new Key(0x746f6d626f6c61L, seed).child("seed");
  }

  /** The key for one purpose below this one. */
  public Key child(String name) {
    return child(name, 0);
  }

  /**
   * The key for the {@code index}-th instance (epoch, batch, example) of a purpose below this one.
   */
  public Key child(String name, long index) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(3 * Long.BYTES + text.length);
    message.putLong(high).putLong(low).putLong(index).put(text);
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(message.array()));
      return new Key(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot grow a key: this JVM has no SHA-256", e);
    }
  }

  /**
   * A stream of draws. Each call starts the same stream anew. SplittableRandom's algorithm is fixed
   * by its specification, so the draws are the same on every JVM.
   */
  public SplittableRandom stream() {
    return new SplittableRandom(high ^ Long.rotateLeft(low, 32));
  }

  /** A uniformly drawn order of 0..n-1 (Fisher-Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    SplittableRandom draws = stream();
    for (int i = 0; i < n; i++) {
      int j = draws.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Exactly {@code k} of the given places, drawn uniformly without replacement.
   *
   * @param k from 0 to the number of places
   */
  public BitSet choice(BitSet among, int k) {
    int left = among.cardinality();
    if (k < 0 || k > left) {
      throw new IllegalArgumentException("Cannot choose " + k + " of " + left + " places");
    }
    // selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S): a place
    // is taken with probability wanted / places left, so every subset is as likely as any other
    BitSet chosen = new BitSet(among.length());
    SplittableRandom draws = stream();
    int wanted = k;
    for (int i = among.nextSetBit(0); wanted > 0; i = among.nextSetBit(i + 1)) {
      if (draws.nextInt(left--) < wanted) {
        chosen.set(i);
        wanted--;
      }
    }
    return chosen;
  }

  /** Fills an array with draws uniform in [low, high), rounded to floats: high itself may come. */
  public float[] uniform(int n, double low, double high) {
    float[] values = new float[n];
    SplittableRandom draws = stream();
    for (int i = 0; i < n; i++) {
      values[i] = (float) (low + (high - low) * draws.nextDouble());
    }
    return values;
  }

  /** Fills an array with standard normal draws. */
  public float[] normal(int n) {
    float[] values = new float[n];
    SplittableRandom draws = stream();
    for (int i = 0; i < n; i += 2) {
      // Box-Muller: exact in distribution and independent of the JVM's ziggurat tables
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - draws.nextDouble()));
      double angle = 2 * Math.PI * draws.nextDouble();
      values[i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < n) {
        values[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
