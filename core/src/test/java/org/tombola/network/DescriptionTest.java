package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout.Slice;

class DescriptionTest {
  static List<Architecture> architectures() {
    return ArchitectureTest.small();
  }

  @Test
  void aChainIsTold() {
    try (Network network = ChannelsTest.network(new SmallCnn(3))) {
      assertThat(network.design().description())
          .startsWith(
              """
              {"format":1,"input":"images","shape":[3,32,32],"output":"output","classes":10,"layers":[
              {"name":"normalise","type":"batch-normalisation","inputs":["images"],"shape":[3,32,32],
              "eps":0.0,"decay":0.9,"affine":false,"frozen":true},
              {"name":"stage1/conv","type":"convolution","inputs":["normalise"],"shape":[3,16,16],
              "kernel":[3,3],"stride":[2,2],"padding":[1,1],"bias":false,"activation":"identity"},
              {"name":"stage1/bn","type":"batch-normalisation","inputs":["stage1/conv"],
              "shape":[3,16,16],"eps":1.0E-5,"decay":0.9,"affine":true,"frozen":false},
              {"name":"stage1/relu","type":"activation","inputs":["stage1/bn"],"shape":[3,16,16],
              "activation":"relu"},"""
                  .replace("\n", ""))
          .endsWith(
              """
              {"name":"output/row","type":"flatten","inputs":["stage3/relu"],"shape":[768],
              "order":["channel","row","column"]},
              {"name":"output","type":"dense","inputs":["output/row"],"shape":[10],"bias":true,
              "activation":"identity"}]}"""
                  .replace("\n", ""));
    }
  }

  @Test
  void aSumReadsBothItsBranches() {
    try (Network network = ChannelsTest.network(new PreActResNet18(4))) {
      assertThat(network.design().description())
          .contains(
              """
              {"name":"stage2/block1/sum","type":"sum","inputs":["stage2/block1/conv2",\
              "stage2/block1/shortcut"],"shape":[8,16,16]}""")
          .contains(
              """
              {"name":"pool","type":"global-average-pooling","inputs":["head/relu"],"shape":[32]}""");
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyLayerFollowsWhatItReadsAndOwnsItsParameters(Architecture architecture)
      throws IOException {
    try (Network network = ChannelsTest.network(architecture)) {
      JsonNode whole = new ObjectMapper().readTree(network.design().description());
      Set<String> told = new HashSet<>(Set.of(whole.path("input").asText()));
      for (JsonNode layer : whole.path("layers")) {
        layer.path("inputs").forEach(input -> assertThat(told).contains(input.asText()));
        assertThat(told.add(layer.path("name").asText())).isTrue();
      }
      assertThat(told).contains(whole.path("output").asText());
      for (Slice slice : network.layout().slices()) {
        assertThat(told).contains(slice.layer());
      }
    }
  }

  /** Dense weights are kept input after input for each output; in C order outputs come first. */
  @Test
  void valuesAreInTheOrderOfTheShape() {
    try (Network network = ChannelsTest.network(new Mlp(List.of(7, 5)))) {
      float[] flat = network.parameters();
      for (Slice slice : network.layout().prunable()) {
        try (INDArray places =
            Nd4j.createFromArray(flat)
                .get(
                    org.nd4j.linalg.indexing.NDArrayIndex.interval(
                        slice.offset(), slice.offset() + slice.length()))
                .dup()
                .reshape('f', slice.inputs(), slice.outputs())) {
          assertThat(slice.values(flat)).isEqualTo(places.dup('c').data().asFloat());
        }
      }
    }
  }
}
