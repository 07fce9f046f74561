package org.tombola.network;

import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/**
 * A network as a vector-Jacobian machine: images to logits, and a cotangent on the logits back to
 * the images or to the parameters. An {@link Engine} computes it, and keeps its parameters.
 *
 * <p>A network belongs to one thread at a time.
 */
public interface Network extends AutoCloseable {
  /**
   * Compiles an architecture for the standard engine and draws its weights.
   *
   * @param key of the initial weights
   * @throws IllegalArgumentException if the architecture cannot read such images
   */
  static Network of(
      Architecture architecture,
      ImageShape images,
      Normalisation normalisation,
      int classes,
      Key key) {
    return of(Engine.STANDARD, architecture, images, normalisation, classes, key);
  }

  /**
   * Compiles an architecture and draws its weights, which are the same whatever the engine.
   *
   * @param engine that computes its passes
   * @param key of the initial weights
   * @throws IllegalArgumentException if the architecture cannot read such images
   */
  static Network of(
      Engine engine,
      Architecture architecture,
      ImageShape images,
      Normalisation normalisation,
      int classes,
      Key key) {
    Design design = Design.of(architecture, images, normalisation, classes);
    return of(engine, design, design.drawn(normalisation, key));
  }

  /**
   * Compiles a design for the standard engine.
   *
   * @param parameters [length of the layout]
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  static Network of(Design design, float[] parameters) {
    return of(Engine.STANDARD, design, parameters);
  }

  /**
   * Compiles a design.
   *
   * @param engine that computes its passes
   * @param parameters [length of the layout]
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  static Network of(Engine engine, Design design, float[] parameters) {
    Network network = engine.blank(design);
    network.assign(parameters);
    return network;
  }

  /** What it is. */
  Design design();

  /** Where each parameter stands. */
  default ParameterLayout layout() {
    return design().layout();
  }

  /**
   * Sends images forward.
   *
   * @param mode which statistics batch normalisation uses
   * @return valid until the next forward pass of this network
   * @throws IllegalArgumentException if they are not of the shape it reads
   */
  Pass forward(Images images, Mode mode);

  /**
   * Sends images forward in training mode for the running statistics alone.
   *
   * @param weight of this batch's statistics, in [0, 1]: the running ones become (1 - weight)
   *     running + weight batch, whatever the momentum of the layers is
   */
  void gatherStatistics(Images images, double weight);

  /**
   * Takes points up a loss, as adversarial training does in each of its steps. An engine may keep
   * them on its own memory from the first step to the last; what comes out is the same.
   *
   * @param start where it begins, inside the threat model
   * @param clean the images that the threat model is around, in the same order
   * @return the last points, all inside the threat model
   */
  default Images climb(Climb climb, Images start, Images clean) {
    return climb.on(this, start, clean);
  }

  /** A copy of all parameters, running statistics included, [length of the layout]. */
  float[] parameters();

  /**
   * Replaces all parameters, running statistics included.
   *
   * @param flat [length of the layout]
   * @throws IllegalArgumentException if they are of another network
   */
  void assign(float[] flat);

  /**
   * Replaces those of one slice.
   *
   * @param values [length of the slice], in the order they are kept in
   */
  void assign(Slice slice, float[] values);

  /**
   * Initial parameters drawn anew, as its layers ask; the input normalisation is this network's.
   *
   * @param key of the draw
   * @return flat, [length of the layout]; this network's stay as they are
   */
  default float[] redrawn(Key key) {
    return design().redrawn(parameters(), key);
  }

  /** An optimiser of its parameters, at rest; the caller closes it before the network. */
  Descent descent(Descent.Settings settings);

  /**
   * This network once more, over the very same parameters, with arrays of its own: passes of both
   * are valid at once. Its passes count as this network's.
   *
   * @return to be closed before this network is
   */
  Network beside();

  /**
   * A network of the same design with parameters of its own, whose passes count as this network's.
   *
   * @param flat its parameters, [length of the layout]; copied
   * @return to be closed by the caller
   * @throws IllegalArgumentException if they are of another network
   */
  Network beside(float[] flat);

  /**
   * Processor time that threads of the engine's own have spent so far on passes of this network and
   * of those {@link #beside} it, in seconds; the caller's thread is not among them. NaN where the
   * engine cannot tell.
   */
  double helperSeconds();

  /** Passes made so far, by this network and by those {@link #beside} it. */
  Passes passes();

  @Override
  void close();
}
