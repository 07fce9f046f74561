package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

/** What every ticket method keeps to, at its default setting; those that search aside. */
class TicketMethodTest {
  private static final ParameterLayout LAYOUT = Layouts.small();
  private static final INDArray WEIGHTS =
      Nd4j.createFromArray(Key.ofSeed(4).normal(LAYOUT.length()));

  private static final Map<TicketMethod, BiFunction<INDArray, Key, Mask>> METHODS =
      Map.of(
          new Dense(), (weights, key) -> Mask.dense(LAYOUT),
          new Random(), (weights, key) -> new Random().draw(LAYOUT, key),
          new MagnitudeAtInit(), (weights, key) -> new MagnitudeAtInit().draw(LAYOUT, weights),
          new OneShotMagnitude(), (weights, key) -> new OneShotMagnitude().draw(LAYOUT, weights),
          new FlyingBird(), (weights, key) -> new FlyingBird().draw(LAYOUT, key));

  @Test
  void everyMethodIsHere() {
    Stream<TicketMethod> searched = SearchedTicketTest.SEARCHES.stream();
    assertThat(
            Stream.concat(METHODS.keySet().stream(), searched)
                .<Class<?>>map(Object::getClass)
                .distinct())
        .containsExactlyInAnyOrder(TicketMethod.class.getPermittedSubclasses());
  }

  @Test
  void everyMethodHasACard() {
    for (Class<?> family : new Class<?>[] {TicketMethod.class, Densities.class}) {
      assertThat(Arrays.stream(family.getPermittedSubclasses()))
          .allSatisfy(method -> assertThat(method.getAnnotation(Card.class)).isNotNull());
    }
  }

  @Test
  void masksReachTheSparsityAskedToAWeightALayer() {
    METHODS.forEach(
        (method, draw) ->
            assertThat(draw.apply(WEIGHTS, Key.ofSeed(5)).kept() - (1 - method.sparsity()) * 74)
                .as(method.toString())
                .isBetween(-0.5, 2.0));
  }

  @Test
  void drawsRepeatPerKey() {
    METHODS.forEach(
        (method, draw) ->
            assertThat(draw.apply(WEIGHTS, Key.ofSeed(5)))
                .as(method.toString())
                .isEqualTo(draw.apply(WEIGHTS, Key.ofSeed(5))));
  }

  /** Trials of one seed are paired: Flying Bird takes off from the random ticket. */
  @Test
  void flyingBirdStartsAsTheRandomTicket() {
    Key key = Key.ofSeed(6);
    assertThat(new FlyingBird().draw(LAYOUT, key))
        .isEqualTo(new Random(0.8, new Igq()).draw(LAYOUT, key))
        .isNotEqualTo(new FlyingBird().draw(LAYOUT, Key.ofSeed(7)));
  }
}
