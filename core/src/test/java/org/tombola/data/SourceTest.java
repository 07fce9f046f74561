package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.method.Card;

/** What every source and augmentation keeps to. */
class SourceTest {
  static Stream<Source> sources() {
    return methods(Source.class).map(Source.class::cast);
  }

  static Stream<Object> all() {
    return Stream.concat(methods(Source.class), methods(Augment.class));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isARecordWithACardAndADefault(Object method) throws ReflectiveOperationException {
    assertThat(method.getClass()).isRecord().hasAnnotation(Card.class);
    Object[] values = new Object[method.getClass().getRecordComponents().length];
    Class<?>[] types = new Class<?>[values.length];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = method.getClass().getRecordComponents()[i];
      values[i] = component.getAccessor().invoke(method);
      types[i] = component.getType();
    }
    assertThat(method.getClass().getDeclaredConstructor(types).newInstance(values))
        .isEqualTo(method);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void normalisesEveryChannel(Source source) {
    assertThat(source.normalisation().mean())
        .hasSize(source.shape().channels())
        .allSatisfy(mean -> assertThat(mean).isBetween(0.0, 1.0));
    assertThat(source.normalisation().deviation())
        .hasSize(source.shape().channels())
        .allSatisfy(deviation -> assertThat(deviation).isBetween(0.1, 0.5));
    assertThat(source.classes()).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void refusesASplitThatIsTooLargeBeforeAnyFileIsRead(Source source) {
    assertThatCode(() -> source.check(new Split())).doesNotThrowAnyException();
    // nothing is known of a user's own files
    assumeTrue(source.published().isPresent());
    Split tooLarge = new Split(1_000_000, 5000, 0, Split.Order.FILE, 0);
    assertThatThrownBy(() -> source.check(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Cannot split .*: 1000000 training and 5000 validation images requested, but there are"
                + " \\d+");
  }

  private static Stream<Object> methods(Class<?> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .map(
            type -> {
              try {
                return type.getDeclaredConstructor().newInstance();
              } catch (ReflectiveOperationException e) {
                throw new AssertionError(type + " has no default", e);
              }
            });
  }
}
