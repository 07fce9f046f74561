package org.tombola.spark.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag$;

class RegistratorTest {
  private final SerializerInstance kryo =
      new KryoSerializer(Session.conf("made", null, new Slots(1, 1))).newInstance();

  static Stream<Object> everyKind() {
    return Stream.concat(
        Stream.of(
            new Order("id", "{}", "sweep", "/out", null, 3),
            new Order("id", "{}", "sweep", "/out", "/data", 3),
            new Report("id", Report.Ending.COMPLETED, null)),
        Arrays.stream(Report.Ending.values()));
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
