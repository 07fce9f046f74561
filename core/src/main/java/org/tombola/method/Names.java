package org.tombola.method;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/**
 * How Java names are written in sweep files, and what a misspelt one may have meant.
 *
 * <p>Kebab-case: a hyphen stands before every capital and between a small letter and a digit, but
 * not before "Net", because the field writes resnet, lenet and imagenet as one word. So FlyingBird
 * is flying-bird, Cifar10 is cifar-10, PreActResNet18 is pre-act-resnet-18, PgdL2 is pgd-l2.
 */
public final class Names {
  private static final Pattern BOUNDARY =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])(?!Net(?![a-z]))|(?<=[a-z])(?=[0-9])");

  /** Below this the nearest name is more likely to puzzle than to help. */
  private static final double ALIKE = 0.8;

  /** A longer one is none misspelt, and takes long to compare. */
  private static final int LONGEST = 100;

  private Names() {}

  /** The kebab-case of a class or component in camel case. */
  public static String kebab(String camel) {
    return BOUNDARY.matcher(camel).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /**
   * What sweep files call a method: what its card says, else the kebab-case of its class's name.
   */
  public static String of(Class<?> method) {
    Card card = method.getAnnotation(Card.class);
    return card == null || card.name().isEmpty() ? kebab(method.getSimpleName()) : card.name();
  }

  /** The kebab-case of an enum constant: LINF is linf, FILE_ORDER is file-order. */
  public static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The known name most like a given one, or with its initials, where any is alike enough. */
  public static Optional<String> nearest(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
    String plain = kebab(given.strip()).replace('_', '-');
    Optional<String> abbreviated =
        known.stream().filter(name -> initials(name).equals(plain)).findFirst();
    if (abbreviated.isPresent()) {
      return abbreviated;
    }
    return known.stream()
        .filter(name -> similarity.apply(plain, name) >= ALIKE)
        .max(
            Comparator.comparingDouble((String name) -> similarity.apply(plain, name))
                .thenComparing(Comparator.reverseOrder()));
  }

  /** The field's short names: erk for erdos-renyi-kernel. */
  private static String initials(String name) {
    return Arrays.stream(name.split("-"))
        .map(word -> word.substring(0, 1))
        .collect(Collectors.joining());
  }
}
