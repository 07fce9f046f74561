package org.tombola.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** The layout DL4J's own graph keeps, read off its parameter tables: an independent twin. */
final class GraphLayout {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "W", Kind.WEIGHT,
          "b", Kind.BIAS,
          "gamma", Kind.GAMMA,
          "beta", Kind.BETA,
          "mean", Kind.MEAN,
          "var", Kind.VARIANCE);

  private GraphLayout() {}

  static ParameterLayout of(ComputationGraph graph) {
    List<Slice> slices = new ArrayList<>();
    int offset = 0;
    for (int place : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[place];
      if (!vertex.hasLayer()) {
        continue;
      }
      Layer layer = vertex.getLayer();
      String name = vertex.getVertexName();
      for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
        INDArray value = parameter.getValue();
        List<Integer> shape = new ArrayList<>();
        for (long side : value.shape()) {
          shape.add((int) side);
        }
        Kind kind = KINDS.get(parameter.getKey());
        if (shape.size() == 2 && kind != Kind.WEIGHT) {
          shape.remove(0);
        }
        int length = (int) value.length();
        slices.add(
            new Slice(
                name + "/" + parameter.getKey(),
                kind,
                shape,
                offset,
                length,
                value.ordering(),
                name.equals("normalise"),
                1,
                1));
        offset += length;
      }
    }
    if (offset != graph.numParams()) {
      throw new IllegalStateException(offset + " parameters named of " + graph.numParams());
    }
    return new ParameterLayout(slices);
  }
}
