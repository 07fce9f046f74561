package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.tombola.method.Shown;

/** Single values of YAML's core schema. */
final class Scalar {
  /** What stands for a value that could not be read. */
  static final JsonNode NOTHING = JsonNodeFactory.instance.nullNode();

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  /** More digits take longer to read than anyone to write, and no setting has them. */
  private static final int LONGEST_NUMBER = 400;

  private Scalar() {}

  /**
   * The value of a text.
   *
   * @param tag of the text: what it looks like, unless the file says what it is
   * @return empty where the tag is none of the core schema's
   * @throws NumberFormatException saying why the text is not what its tag says
   */
  static Optional<JsonNode> of(Tag tag, String text) {
    String lower = text.length() > LONGEST_NUMBER ? "" : text.toLowerCase(Locale.ROOT);
    if (tag.equals(Tag.STR)) {
      return Optional.of(NODES.textNode(text));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return Optional.of(number(tag, text, lower));
    }
    if (tag.equals(Tag.BOOL)) {
      if (!lower.equals("true") && !lower.equals("false")) {
        throw no("true or false", text);
      }
      return Optional.of(NODES.booleanNode(lower.equals("true")));
    }
    if (tag.equals(Tag.NULL)) {
      if (!lower.isEmpty() && !lower.equals("null") && !lower.equals("~")) {
        throw no("an empty value", text);
      }
      return Optional.of(NOTHING);
    }
    return Optional.empty();
  }

  private static JsonNode number(Tag tag, String text, String lower) {
    if (lower.isEmpty()) {
      throw no("a number of at most " + LONGEST_NUMBER + " digits", text);
    }
    if (tag.equals(Tag.FLOAT) && lower.matches("[-+]?\\.(inf|nan)")) {
      double infinite = lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return NODES.numberNode(lower.endsWith("nan") ? Double.NaN : infinite);
    }
    try {
      return tag.equals(Tag.INT) ? NODES.numberNode(whole(text)) : NODES.numberNode(decimal(text));
    } catch (NumberFormatException e) {
      throw no("a number", text);
    }
  }

  private static BigDecimal decimal(String text) {
    BigDecimal number = new BigDecimal(text);
    double nearest = number.doubleValue();
    // a number of a billion digits can be written in twelve letters, and is not to be computed with
    if (Double.isInfinite(nearest) || (nearest == 0 && number.signum() != 0)) {
      throw new NumberFormatException();
    }
    return number.signum() == 0 ? BigDecimal.ZERO : number;
  }

  private static BigInteger whole(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private static NumberFormatException no(String wanted, String text) {
    return new NumberFormatException("not " + wanted + ": " + Shown.text(TextNode.valueOf(text)));
  }
}
