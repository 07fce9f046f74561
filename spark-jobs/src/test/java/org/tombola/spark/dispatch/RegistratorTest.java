package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.Engine;
import org.tombola.trial.Outcome;
import scala.reflect.ClassTag$;

class RegistratorTest {
  private final SerializerInstance kryo =
      new KryoSerializer(Session.conf("made", null, new Slots(1, 1), Map.of())).newInstance();

  static Stream<Object> everyKind() {
    Order.Common common = new Order.Common("sweep", "/out", Engine.AUTO, null, 10, 300);
    return Stream.concat(
        Stream.of(
            common,
            new Order.Common("sweep", "/out", Engine.AUTO, "/data", 10, 300),
            new Order("train", "id", "{}", 0, "dense", 1, common),
            new Report("id", null, null, false, 0.5, "host", "1", Report.Fitness.FIT, null),
            new Report(
                "id",
                Outcome.Kind.RESOURCE,
                "Cannot",
                true,
                0.5,
                "host",
                "1",
                Report.Fitness.UNFIT,
                null)),
        Stream.concat(
            Arrays.stream(Outcome.Kind.values()), Arrays.stream(Report.Fitness.values())));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void whatCrossesTheWireComesBackEqual(Object sent) {
    assertThat(trip(sent)).isEqualTo(sent);
  }

  @Test
  void everyRegisteredRecordIsTried() {
    assertThat(everyKind().filter(Record.class::isInstance).map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(Registrator.RECORDS);
  }

  @Test
  void nothingElseCrossesTheWire() {
    assertThatThrownBy(() -> trip(new Slots(1, 1)))
        .hasMessageContaining("Class is not registered: " + Slots.class.getName());
  }

  private Object trip(Object sent) {
    return kryo.deserialize(
        kryo.serialize(sent, ClassTag$.MODULE$.apply(Object.class)),
        ClassTag$.MODULE$.apply(Object.class));
  }
}
