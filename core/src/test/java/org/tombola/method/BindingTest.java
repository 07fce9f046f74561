package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.method.Samples.Apple;
import org.tombola.method.Samples.Basket;
import org.tombola.method.Samples.Fruit;
import org.tombola.method.Samples.Label;
import org.tombola.method.Samples.Order;
import org.tombola.method.Samples.Parcel;
import org.tombola.method.Samples.Pear;
import org.tombola.method.Samples.Scales;
import org.tombola.method.Samples.Weave;

class BindingTest {
  /** Reads JSON written with single quotes. */
  private static <T> Bound<T> bind(String json, Class<T> type) throws Exception {
    JsonNode tree = JsonMapper.builder().build().readTree(json.replace('\'', '"'));
    return Binding.bind(tree, type);
  }

  private static List<String> problems(String json, Class<?> type) throws Exception {
    return bind(json, type).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aMethodIsItsNameOrItsNameWithParameters() throws Exception {
    assertThat(bind("'apple'", Fruit.class).value()).isEqualTo(new Apple());
    assertThat(bind("{'apple': {}}", Fruit.class).value()).isEqualTo(new Apple());
    assertThat(bind("{'pear': null}", Fruit.class).value()).isEqualTo(new Pear());
    assertThat(bind("{'pear': {'ripeness': 1}}", Fruit.class).value()).isEqualTo(new Pear(1, 0));
  }

  @Test
  void componentsLeftOutTakeTheirDefaults() throws Exception {
    Basket basket =
        (Basket)
            bind(
                    "{'basket': {'weave': 'tight', 'size': 0.50, 'label': {'copies': 3}}}",
                    Fruit.class)
                .orThrow();
    assertThat(basket.weave()).isEqualTo(Weave.TIGHT);
    assertThat(basket.size()).hasToString("0.5");
    assertThat(basket.label()).isEqualTo(new Label("none", 3));
    assertThat(basket.best()).isEqualTo(new Pear());
    assertThat(bind("{'fruit': 'apple', 'count': 1, 'boxes': 1}", Order.class).orThrow().label())
        .isEqualTo(new Label());
  }

  @Test
  void everyProblemIsToldAtOnce() throws Exception {
    assertThat(
            problems(
                """
                {'basket': {'best': 'peer', 'rest': [{'pear': {'ripeness': 2}}, 'apple', 7],
                 'weave': 'tihgt', 'size': 'big', 'label': 3, 'lid': 'yes', 'number': 1.5,
                 'sides': 0.1, 'hight': 1}}\
                """,
                Fruit.class))
        .containsExactly(
            "basket.hight: unknown parameter",
            "basket.best: unknown fruit \"peer\" (one of apple, basket, pear);"
                + " did you mean \"pear\"?",
            "basket.rest[0].pear.ripeness: must be in [0, 1], not 2.0",
            "basket.rest[2]: must be one method with its parameters, such as {apple: {...}}, not 7",
            "basket.weave: must be one of loose-cane, tight, not \"tihgt\"; did you mean"
                + " \"tight\"?",
            "basket.size: a size must be a number or a fraction, not big",
            "basket.label: needs its parameters by name, not 3",
            "basket.lid: must be true or false, not \"yes\"",
            "basket.number: must be a whole number, not 1.5",
            "basket.sides: must be a list such as [a, b], not 0.1");
  }

  @Test
  void refusalsOfARecordAreToldBesideWhatCannotBeRead() throws Exception {
    assertThat(problems("{'fruit': 'aple', 'count': 0, 'boxes': 0}", Order.class))
        .containsExactly(
            "fruit: unknown fruit \"aple\" (one of apple, basket, pear); did you mean \"apple\"?",
            "count: must be at least 1, not 0",
            "boxes: must be at least 1, not 0");
  }

  @Test
  void aRefusalInASentenceOfItsOwnIsToldWholeAtItsComponent() throws Exception {
    assertThat(problems("{'pear': {'worms': -1}}", Fruit.class))
        .containsExactly("pear.worms: a pear has at least 0 worms, not -1");
  }

  @Test
  void aRefusalOfNoComponentIsOfTheWhole() throws Exception {
    assertThat(problems("{'left': 1, 'right': 1}", Scales.class))
        .containsExactly("scales that balance tell nothing");
    assertThat(problems("{'left': 0, 'right': 1}", Scales.class))
        .containsExactly("weight must be at least 1, not 0");
  }

  @Test
  void refusalsOfAFlatComponentAreOfTheRecordItStandsIn() throws Exception {
    assertThat(
            problems(
                "{'text': 'x', 'copies': 10, 'left': 2, 'right': 1, 'stamps': -1, 'label': 1}",
                Parcel.class))
        .containsExactly(
            "label: unknown parameter",
            "stamps: must be at least 0, not -1",
            "copies: must be at most 9, not 10");
    assertThat(problems("{'text': 'x', 'copies': 1, 'left': 1, 'right': 1}", Parcel.class))
        .containsExactly("scales that balance tell nothing");
  }

  @Test
  void whatHasNoDefaultMustBeGiven() throws Exception {
    assertThat(problems("{'fruit': 'apple', 'count': 1}", Order.class))
        .containsExactly("boxes: missing; it has no default");
  }

  @Test
  void numbersThatDoNotFitAreRefused() throws Exception {
    assertThat(problems("{'fruit': 'apple', 'count': 3000000000, 'boxes': 1}", Order.class))
        .containsExactly("count: must be a whole number up to 2147483647, not 3000000000");
    assertThat(problems("{'pear': {'ripeness': 1e999}}", Fruit.class))
        .hasSize(1)
        .allMatch(problem -> problem.startsWith("pear.ripeness: must be a finite number, not "));
  }

  @Test
  void twoMethodsInOnePlaceAreRefused() throws Exception {
    assertThat(problems("{'apple': {}, 'pear': {}}", Fruit.class))
        .containsExactly(
            "must be one method with its parameters, such as {apple: {...}}, not {apple: {}, pear:"
                + " {}}");
  }
}
