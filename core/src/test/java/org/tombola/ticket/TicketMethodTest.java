package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Channels;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.train.Motion;
import org.tombola.train.Scores;

/** What every ticket method keeps to, at its default setting; those that search aside. */
class TicketMethodTest {
  private static final ParameterLayout LAYOUT = Layouts.small();
  private static final float[] WEIGHTS = Key.ofSeed(4).normal(LAYOUT.length());

  private static final Map<TicketMethod, BiFunction<float[], Key, Mask>> METHODS =
      Map.ofEntries(
          method(new Dense(), (weights, key) -> Mask.dense(LAYOUT)),
          method(new Emergence(), (weights, key) -> Mask.dense(LAYOUT)),
          method(new RandomTicket(), (weights, key) -> new RandomTicket().draw(LAYOUT, key)),
          method(
              new MagnitudeAtInit(), (weights, key) -> new MagnitudeAtInit().draw(LAYOUT, weights)),
          method(
              new OneShotMagnitude(),
              (weights, key) -> new OneShotMagnitude().draw(LAYOUT, weights)),
          method(
              new BoostingTicket(), (weights, key) -> new BoostingTicket().draw(LAYOUT, weights)),
          method(new RobustBird(), (weights, key) -> new RobustBird().draw(LAYOUT, weights)),
          // every level rounds anew
          method(oneLevel(), (weights, key) -> oneLevel().draw(Mask.dense(LAYOUT), weights)),
          method(
              new SparseEvolutionary(),
              (weights, key) -> new SparseEvolutionary().draw(LAYOUT, key)),
          method(new Rigl(), (weights, key) -> new Rigl().draw(LAYOUT, key)),
          method(new FlyingBirdPlus(), (weights, key) -> new FlyingBirdPlus().draw(LAYOUT, key)),
          method(new FlyingBird(), (weights, key) -> new FlyingBird().draw(LAYOUT, key)),
          method(
              new AdversarialPruning(),
              (weights, key) ->
                  new AdversarialPruning()
                      .draw(new Channels(List.of()), Mask.dense(LAYOUT), weights)),
          method(new EarlyBirdSearch(), (weights, key) -> Mask.dense(LAYOUT)),
          method(new InverseWeightsInheritance(), (weights, key) -> Mask.dense(LAYOUT)),
          method(new EdgePopup(), (weights, key) -> scored(new EdgePopup(), key)),
          method(
              new RobustScratchTicket(), (weights, key) -> scored(new RobustScratchTicket(), key)));

  /** Their sparsity is one of channels: {@link ChannelTicketTest}. */
  private static final List<Class<?>> OF_CHANNELS =
      List.of(FilterPruning.class, NetworkSlimming.class, EarlyBird.class);

  private static Map.Entry<TicketMethod, BiFunction<float[], Key, Mask>> method(
      TicketMethod method, BiFunction<float[], Key, Mask> draw) {
    return Map.entry(method, draw);
  }

  private static Imp oneLevel() {
    return new Imp(1, 0.2, Imp.Rewind.WEIGHTS, 0, Imp.Output.PRUNED);
  }

  /** Methods whose masks are those of trainings before. */
  private static final List<Class<?>> LATER =
      List.of(FineTunedScratchTicket.class, RandomRstSwitch.class);

  private static Mask scored(TicketMethod method, Key key) {
    Scores scores = ((Motion.Scored) method.motion()).scores();
    return scores.mask(LAYOUT, scores.first(LAYOUT, key));
  }

  @Test
  void everyMethodIsHere() {
    Stream<Class<?>> drawn = METHODS.keySet().stream().map(Object::getClass);
    Stream<Class<?>> searched = SearchedTicketTest.SEARCHES.stream().map(Object::getClass);
    assertThat(
            Stream.of(drawn, searched, OF_CHANNELS.stream(), LATER.stream())
                .flatMap(classes -> classes)
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
        .isEqualTo(new RandomTicket(0.8, new Igq()).draw(LAYOUT, key))
        .isNotEqualTo(new FlyingBird().draw(LAYOUT, Key.ofSeed(7)));
  }
}
