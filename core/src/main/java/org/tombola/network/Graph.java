package org.tombola.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tombola.method.Json;
import org.tombola.method.Names;
import org.tombola.tensor.ImageShape;

/**
 * What a network computes: all that is needed to build it without DL4J.
 *
 * @param input name of the images
 * @param images their shape
 * @param output name of the node that gives the logits
 * @param nodes each after those it reads
 */
public record Graph(String input, ImageShape images, String output, List<Node> nodes) {
  private static final int FORMAT = 1;

  /**
   * A layer and its place.
   *
   * @param inputs names of what it reads
   * @param shape of what it gives for an image: [channels, height, width], or [numbers]
   */
  @JsonPropertyOrder({"name", "type", "inputs", "shape"})
  public record Node(
      String name, List<String> inputs, List<Integer> shape, @JsonUnwrapped Operation operation) {
    @JsonProperty
    String type() {
      return Names.kebab(operation.getClass().getSimpleName());
    }
  }

  /** Keeps its own copy. */
  public Graph {
    nodes = List.copyOf(nodes);
  }

  /** The node of a name; the images are none. */
  public Optional<Node> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** Shape of what is given by a node, or of the images. */
  public List<Integer> shape(String name) {
    return node(name)
        .map(Node::shape)
        .orElseGet(() -> List.of(images.channels(), images.height(), images.width()));
  }

  /** All of it as JSON. core/README.md has the fields. */
  String json() {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("format", FORMAT);
    whole.put("input", input);
    whole.put("shape", shape(input));
    whole.put("output", output);
    whole.put("classes", shape(output).get(0));
    whole.put("layers", nodes);
    return Json.text(whole);
  }
}
