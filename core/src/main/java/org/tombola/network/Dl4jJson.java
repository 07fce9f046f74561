package org.tombola.network;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.method.Refused;
import org.tombola.method.SmallFile;
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
  private static final int LARGEST = 16 << 20;

  private static final Map<Object, Footprint> CHECKED = new ConcurrentHashMap<>();

  /** Checks the digest's form. */
  public Dl4jJson {
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new Refusal(
          "digest",
          "must be 64 hexadecimal digits (sha256sum FILE prints them), not \"" + digest + "\"");
    }
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    ComputationGraphConfiguration configuration = read();
    String output = only("networkOutputs", configuration.getNetworkOutputs());
    GraphVertex last = configuration.getVertices().get(output);
    if (last == null) {
      throw cannot("networkOutputs names \"" + output + "\", but vertices has no such name");
    }
    if (last instanceof LayerVertex vertex
        && vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        && layer.getNOut() != classes) {
      throw cannot("it has " + layer.getNOut() + " classes, not " + classes);
    }
    return configuration;
  }

  @Override
  public Footprint check(ImageShape images, Normalisation normalisation, int classes) {
    // compiling is the check, and a sweep asks once a trial
    Object asked = List.of(this, images, classes);
    Footprint known = CHECKED.get(asked);
    if (known != null) {
      return known;
    }
    try {
      ComputationGraphConfiguration configuration = configuration(images, normalisation, classes);
      Footprint footprint = Footprint.of(configuration, images);
      Engine.ND4J.blank(Design.of(configuration, images)).close();
      CHECKED.put(asked, footprint);
      return footprint;
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // what DL4J makes of settings it does not expect is no text for a user
      throw new IllegalArgumentException(
          "Cannot use " + file + ": its layers do not fit each other, or lack a setting", e);
    }
  }

  private ComputationGraphConfiguration read() {
    byte[] content;
    try {
      content = SmallFile.read(Path.of(file), LARGEST);
    } catch (InvalidPathException e) {
      throw new Refused("Cannot use a file: its name is not a path", e);
    } catch (IllegalArgumentException e) {
      throw new Refused("Cannot use " + file + ": " + e.getMessage(), e);
    }
    String found = sha256(content);
    if (!found.equals(digest)) {
      throw cannot("its SHA-256 is " + found + ", not " + digest);
    }
    ComputationGraphConfiguration configuration;
    try {
      configuration =
          ComputationGraphConfiguration.fromJson(new String(content, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new Refused(
          "Cannot use " + file + ": it is not a ComputationGraphConfiguration in JSON", e);
    }
    if (configuration == null) {
      throw cannot("it is not a ComputationGraphConfiguration in JSON");
    }
    Map<String, GraphVertex> vertices = configuration.getVertices();
    Map<String, List<String>> inputs = configuration.getVertexInputs();
    if (vertices == null || inputs == null) {
      throw cannot("it has no " + (vertices == null ? "vertices" : "vertexInputs"));
    }
    String images = only("networkInputs", configuration.getNetworkInputs());
    for (String vertex : vertices.keySet()) {
      for (String input : inputs.getOrDefault(vertex, List.of())) {
        if (!vertices.containsKey(input) && !input.equals(images)) {
          throw cannot(
              "vertexInputs of \"%s\" names \"%s\", but vertices has no such name"
                  .formatted(vertex, input));
        }
      }
    }
    return configuration;
  }

  private String only(String key, @Nullable List<String> names) {
    if (names == null || names.size() != 1) {
      throw cannot(key + " is a list of one name, not " + (names == null ? "nothing" : names));
    }
    return names.get(0);
  }

  private Refused cannot(String reason) {
    return new Refused("Cannot use " + file + ": " + reason);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot check a file: this JVM has no SHA-256", e);
    }
  }
}
