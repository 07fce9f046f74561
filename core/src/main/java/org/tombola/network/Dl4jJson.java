package org.tombola.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.tombola.method.Card;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * A network of one's own: a DL4J ComputationGraphConfiguration as JSON, of the layers {@link
 * Network} has. Its weights are drawn as its layers say, from the trial's key.
 *
 * <p>A layer named "normalise" (a frozen BatchNormalization) gets the data set's mean and
 * deviation; without one the network sees pixels in [0,1]. The digest makes the file part of a
 * trial's identity: the same name with another content is another trial.
 *
 * @param file the JSON, readable wherever trials run
 * @param digest SHA-256 of the file, 64 hexadecimal digits
 */
@Card("a network of your own, from a DL4J configuration in JSON")
public record Dl4jJson(String file, String digest) implements Architecture {
  private static final Set<Object> CHECKED = ConcurrentHashMap.newKeySet();

  /** Checks the digest's form. */
  public Dl4jJson {
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "digest is 64 hexadecimal digits (sha256sum FILE prints them), not \"" + digest + "\"");
    }
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    ComputationGraphConfiguration configuration = read();
    String output = configuration.getNetworkOutputs().get(0);
    if (configuration.getVertices().get(output) instanceof LayerVertex vertex
        && vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        && layer.getNOut() != classes) {
      throw new Refused(
          "Cannot use "
              + file
              + ": it tells "
              + layer.getNOut()
              + " classes apart, not "
              + classes);
    }
    return configuration;
  }

  @Override
  public void check(ImageShape images, Normalisation normalisation, int classes) {
    // compiling is the check, and a sweep asks once a trial
    if (!CHECKED.contains(Set.of(this, images, classes))) {
      Network.compile(configuration(images, normalisation, classes), images, DataType.FLOAT)
          .close();
      CHECKED.add(Set.of(this, images, classes));
    }
  }

  private ComputationGraphConfiguration read() {
    byte[] content;
    try {
      content = Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + file, e);
    }
    String found = sha256(content);
    if (!found.equals(digest)) {
      throw new Refused("Cannot use " + file + ": its SHA-256 is " + found + ", not " + digest);
    }
    try {
      return ComputationGraphConfiguration.fromJson(new String(content, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new Refused(
          "Cannot use " + file + ": it is no ComputationGraphConfiguration in JSON", e);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot check a file: this JVM has no SHA-256", e);
    }
  }
}
