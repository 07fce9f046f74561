package org.tombola.network;

import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** A network as a vector-Jacobian machine. */
public final class Network implements AutoCloseable {
  /** Compiles an architecture and draws its weights from the key. */
  public static Network of(
      Architecture architecture,
      ImageShape images,
      Normalisation normalisation,
      int classes,
      Key key) {
    throw new UnsupportedOperationException();
  }

  /** Reads a DL4J ModelSerializer zip. */
  public static Network load(Path zip) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes a DL4J ModelSerializer zip. */
  public void save(Path zip) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Sends images [batch, channels, height, width] forward. */
  public Pass forward(INDArray images, Mode mode) {
    throw new UnsupportedOperationException();
  }

  /** The flat parameters in force, live: change them through assign. */
  public INDArray parameters() {
    throw new UnsupportedOperationException();
  }

  /** Replaces all parameters. */
  public void assign(INDArray flat) {
    throw new UnsupportedOperationException();
  }

  /** Where each parameter stands. */
  public ParameterLayout layout() {
    throw new UnsupportedOperationException();
  }

  /** Passes made so far. */
  public Passes passes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
