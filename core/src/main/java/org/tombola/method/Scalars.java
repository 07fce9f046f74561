package org.tombola.method;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values. */
final class Scalars {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  /** A value that is not what it should be. */
  static final class Wrong extends Exception {
    private final @Nullable String suggestion;

    Wrong(String message, @Nullable String suggestion) {
      super(message, null, false, false);
      this.suggestion = suggestion;
    }

    @Nullable String suggestion() {
      return suggestion;
    }
  }

  private Scalars() {}

  static Object read(JsonNode tree, Class<?> type) throws Wrong {
    return switch (Kind.of(type)) {
      case WHOLE -> whole(tree, type);
      case NUMBER -> number(tree);
      case TRUTH -> {
        if (!tree.isBoolean()) {
          throw wrong("true or false", tree);
        }
        yield tree.booleanValue();
      }
      case TEXT -> {
        if (!tree.isTextual()) {
          throw wrong("a text in quotes", tree);
        }
        yield tree.textValue();
      }
      case CHOICE -> choice(tree, type);
      case VALUE -> value(tree, type);
      default -> throw new IllegalStateException("Cannot read a single value as " + type);
    };
  }

  private static Object whole(JsonNode tree, Class<?> type) throws Wrong {
    boolean small = type == int.class || type == Integer.class;
    if (!tree.isIntegralNumber()) {
      throw wrong("a whole number", tree);
    }
    if (small ? !tree.canConvertToInt() : !tree.canConvertToLong()) {
      throw wrong("a whole number up to " + (small ? Integer.MAX_VALUE : Long.MAX_VALUE), tree);
    }
    return small ? (Object) tree.intValue() : (Object) tree.longValue();
  }

  private static Double number(JsonNode tree) throws Wrong {
    if (!tree.isNumber() || !Double.isFinite(tree.doubleValue())) {
      throw wrong("a finite number", tree);
    }
    return tree.doubleValue() + 0.0;
  }

  private static Object choice(JsonNode tree, Class<?> type) throws Wrong {
    for (Object constant : type.getEnumConstants()) {
      if (Names.kebab((Enum<?>) constant).equals(tree.textValue())) {
        return constant;
      }
    }
    String near =
        tree.isTextual() ? Names.nearest(tree.textValue(), Kind.choices(type)).orElse(null) : null;
    throw new Wrong(
        "must be one of " + String.join(", ", Kind.choices(type)) + ", not " + Shown.text(tree),
        near);
  }

  private static Object value(JsonNode tree, Class<?> type) throws Wrong {
    String text = tree.isNumber() ? tree.asText() : tree.textValue();
    if (text == null || (tree.isNumber() && !Double.isFinite(tree.doubleValue()))) {
      throw wrong("a number or a text such as \"8/255\"", tree);
    }
    try {
      return type.getMethod("parse", String.class).invoke(null, plain(text.strip()));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw new Wrong(
            Optional.ofNullable(refusal.getMessage()).orElse("cannot be " + Shown.text(tree)),
            null);
      }
      throw new IllegalStateException("Cannot parse " + text + " as " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot parse " + text + " as " + type, e);
    }
  }

  /** One text for one number: 0.10, 1e-1 and 0.1 are the same length. */
  private static String plain(String text) {
    double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(number)) {
      return text;
    }
    // by way of double, so that 1e-999999999 does not become a gigabyte of zeros
    BigDecimal shortest = new BigDecimal(NumberOutput.toString(number + 0.0, true));
    return shortest.signum() == 0 ? "0" : shortest.stripTrailingZeros().toPlainString();
  }

  private static Wrong wrong(String wanted, JsonNode tree) {
    return new Wrong("must be " + wanted + ", not " + Shown.text(tree), null);
  }
}
