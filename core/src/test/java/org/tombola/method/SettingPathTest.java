package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.tombola.method.Samples.Order;
import org.tombola.method.SettingPath.Fate;

class SettingPathTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static SettingPath.Result put(ObjectNode tree, String path, String value)
      throws Exception {
    return SettingPath.parse(path).put(tree, Order.class, JSON.readTree(value.replace('\'', '"')));
  }

  private static ObjectNode tree(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
  }

  @Test
  void aMethodsNameMayBeLeftOut() throws Exception {
    ObjectNode tree = tree("{'fruit': 'pear'}");
    assertThat(put(tree, "fruit.ripeness", "0.1").path()).isEqualTo("fruit.pear.ripeness");
    assertThat(put(tree, "fruit.pear.worms", "2").fate()).isEqualTo(Fate.PUT);
    assertThat(tree).isEqualTo(tree("{'fruit': {'pear': {'ripeness': 0.1, 'worms': 2}}}"));
  }

  @Test
  void whatAMethodDoesNotHaveLeavesTheTreeAsItIs() throws Exception {
    ObjectNode tree = tree("{'fruit': 'apple'}");
    SettingPath.Result result = put(tree, "fruit.ripeness", "0.1");
    assertThat(result.fate()).isEqualTo(Fate.UNKNOWN);
    assertThat(result.name()).isEqualTo("ripeness");
    assertThat(tree).isEqualTo(tree("{'fruit': 'apple'}"));
  }

  @Test
  void aDefaultMethodIsWrittenOutBeforeItIsChanged() throws Exception {
    ObjectNode tree = tree("{'fruit': 'basket'}");
    assertThat(put(tree, "fruit.best.ripeness", "0.9").path())
        .isEqualTo("fruit.basket.best.pear.ripeness");
    assertThat(Binding.bind(tree.get("fruit"), Samples.Fruit.class).orThrow().toString())
        .contains("best=Pear[ripeness=0.9, worms=0]");
  }

  @Test
  void aMapForARecordIsMergedAndAMethodReplaces() throws Exception {
    ObjectNode tree = tree("{'fruit': {'pear': {'worms': 2}}, 'label': {'text': 'a'}}");
    put(tree, "label", "{'copies': 5}");
    put(tree, "fruit", "{'pear': {'ripeness': 0.1}}");
    assertThat(tree)
        .isEqualTo(
            tree("{'fruit': {'pear': {'ripeness': 0.1}}, 'label': {'text': 'a', 'copies': 5}}"));
  }

  @Test
  void aPathThroughAMethodThatIsNotThereGoesNowhere() throws Exception {
    assertThat(put(tree("{}"), "fruit.ripeness", "0.1").fate()).isEqualTo(Fate.NOTHING_THERE);
    assertThat(put(tree("{'fruit': 7}"), "fruit.ripeness", "0.1").fate()).isEqualTo(Fate.BLOCKED);
  }

  @Test
  void aNumberHasNoParts() throws Exception {
    assertThat(put(tree("{}"), "count.more", "1").fate()).isEqualTo(Fate.UNKNOWN);
  }
}
