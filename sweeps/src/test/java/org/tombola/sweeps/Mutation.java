package org.tombola.sweeps;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways to break a sweep file, each drawn from a generator. */
enum Mutation {
  DELETE_A_LINE(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      lines.remove(draws.nextInt(lines.size()));
    }
  },
  SWAP_LINES(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      int at = draws.nextInt(lines.size());
      lines.add(draws.nextInt(lines.size()), lines.remove(at));
    }
  },
  INDENT(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      int at = draws.nextInt(lines.size());
      String line = lines.get(at);
      lines.set(
          at, draws.nextBoolean() ? pick(List.of(" ", "  ", "\t"), draws) + line : line.strip());
    }
  },
  TRUNCATE(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      int at = draws.nextInt(lines.size());
      String line = lines.get(at);
      lines.set(at, line.substring(0, draws.nextInt(line.length() + 1)));
      lines.subList(at + 1, lines.size()).clear();
    }
  },
  ANCHOR(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      edit(lines, VALUE, draws, (key, value) -> key + "&a " + value);
      edit(
          lines,
          VALUE,
          draws,
          (key, value) -> key + pick(List.of("*a", "*b", "[*a, *a]", "{<<: *a}"), draws));
    }
  },
  TAG(Verdict.ANY) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      List<String> tags =
          List.of("!!int", "!!str", "!!bool", "!!null", "!!set", "!mine", "!!float");
      edit(lines, VALUE, draws, (key, value) -> key + pick(tags, draws) + " " + value);
    }
  },
  RETYPE(Verdict.CHANGED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      List<String> forms = List.of("[%s]", "{a: %s}", "{%s: {x: 1}}", "[[%s]]", "\"%s\\nx\"");
      edit(lines, VALUE, draws, (key, value) -> key + pick(forms, draws).formatted(value));
    }
  },
  ABSURD_VALUE(Verdict.CHANGED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      edit(lines, VALUE, draws, (key, value) -> key + pick(ABSURD, draws));
    }
  },
  ABSURD_NUMBER(Verdict.CHANGED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      List<String> numbers = ABSURD.subList(0, NUMBERS);
      edit(lines, NUMBER, draws, (before, number) -> before + pick(numbers, draws));
    }
  },
  CONTROL_CHARACTER(Verdict.CHANGED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      List<String> letters = List.of("\0", "\u001b[2J", "\u0007", "\u202e", "\ud83d\ude00", "\r");
      edit(lines, VALUE, draws, (key, value) -> key + "x" + pick(letters, draws) + value);
    }
  },
  UNKNOWN_KEY(Verdict.REFUSED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      edit(lines, KEY, draws, (indent, rest) -> indent + "of-no-meaning: 1\n" + indent + rest);
    }
  },
  DUPLICATE_KEY(Verdict.REFUSED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      edit(lines, KEY, draws, (indent, rest) -> indent + rest + "\n" + indent + rest);
    }
  },
  SECOND_SPELLING(Verdict.REFUSED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      edit(
          lines,
          RECORD,
          draws,
          (indent, rest) -> {
            Matcher record = INSIDE.matcher(rest);
            return record.find()
                ? indent + rest + "\n" + indent + record.replaceFirst("$1.$2: $3").strip()
                : indent + rest + "\n" + indent + rest;
          });
    }
  },
  EMPTY_PART(Verdict.REFUSED) {
    @Override
    void on(List<String> lines, SplittableRandom draws) {
      List<String> keys =
          List.of("ticket..sparsity", ".", "\"\"", ".seed", "seed.", "' '", "a. .b");
      edit(
          lines,
          INNER,
          draws,
          (indent, rest) -> indent + pick(keys, draws) + ": [1, 2]\n" + indent + rest);
    }
  },
  NOT_UTF_8(Verdict.REFUSED) {
    @Override
    byte[] on(String text, String other, SplittableRandom draws) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int at = draws.nextInt(bytes.length);
      ByteArrayOutputStream broken = new ByteArrayOutputStream();
      broken.write(bytes, 0, at);
      broken.writeBytes(
          pick(List.of(new byte[] {-1}, new byte[] {-64, 32}, new byte[] {-61, 40}), draws));
      broken.write(bytes, at, bytes.length - at);
      return broken.toByteArray();
    }
  },
  SPLICE(Verdict.ANY) {
    @Override
    byte[] on(String text, String other, SplittableRandom draws) {
      List<String> first = text.lines().toList();
      List<String> second = other.lines().toList();
      List<String> both = new ArrayList<>(first.subList(0, draws.nextInt(first.size())));
      both.addAll(second.subList(draws.nextInt(second.size()), second.size()));
      return String.join("\n", both).getBytes(StandardCharsets.UTF_8);
    }
  };

  /** What planning a mutant may come to. */
  enum Verdict {
    /** A plan, or problems. */
    ANY,
    /** Problems, or a plan that is not the one of the sound file. */
    CHANGED,
    /** Problems. */
    REFUSED
  }

  private static final List<String> ABSURD =
      List.of(
          "-1",
          "0",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "1e999",
          "-1e-999999999",
          "1e300",
          "1000000",
          "0.0000001",
          "12345678901234567890123",
          "{from: 1, to: 2000000000}",
          "{from: 1e-300, to: 1e300, by: 1e-300}",
          ".nan",
          "-.inf",
          "",
          "~",
          "\"\"",
          "[]",
          "{x: }",
          "\"\\0\\e[31m\"",
          "\u4e2d\u6587\u5b57",
          "'" + "long".repeat(2000) + "'",
          "[".repeat(60) + "]".repeat(60),
          "9".repeat(5000),
          "/dev/zero",
          "{dl-4j-json: {file: /dev/zero, digest: \"" + "0".repeat(64) + "\"}}");

  /** Of the absurd values, those a number may be replaced by. */
  private static final int NUMBERS = 13;

  private static final Pattern VALUE = Pattern.compile("^( *(?:- )?[a-z0-9.-]+: )([^>\\s].*)$");
  private static final Pattern NUMBER = Pattern.compile("^(.*?[:\\[, ])(\\d[\\d./]*)(?=[,}\\]]|$)");
  private static final Pattern KEY = Pattern.compile("^( *)([a-z0-9.-]+:(?: .*)?)$");
  private static final Pattern INNER = Pattern.compile("^(  )([a-z0-9.-]+:(?: .*)?)$");
  private static final Pattern RECORD =
      Pattern.compile("^(  )((?:optimizer|split|monitor|network|recipe|ticket): \\{.*)$");
  private static final Pattern INSIDE =
      Pattern.compile("^([a-z]+): \\{(?:[a-z0-9-]+: \\{)?([a-z-]+): ([^,{}]+).*$");

  /** Writes a line anew from its two parts. */
  private interface Edit {
    String of(String before, String rest);
  }

  private final Verdict verdict;

  Mutation(Verdict verdict) {
    this.verdict = verdict;
  }

  Verdict verdict() {
    return verdict;
  }

  /** A mutant of a text; some take a part of another. */
  byte[] on(String text, String other, SplittableRandom draws) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    on(lines, draws);
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  void on(List<String> lines, SplittableRandom draws) {}

  private static <T> T pick(List<T> from, SplittableRandom draws) {
    return from.get(draws.nextInt(from.size()));
  }

  /** Edits one of the lines that a pattern fits; comments and the question's text are none. */
  private static void edit(List<String> lines, Pattern form, SplittableRandom draws, Edit edit) {
    List<Integer> fitting = new ArrayList<>();
    boolean base = false;
    for (int i = 0; i < lines.size(); i++) {
      base |= lines.get(i).startsWith("base:");
      boolean head = !base && lines.get(i).startsWith(" ");
      boolean comment = lines.get(i).strip().startsWith("#");
      if (!head && !comment && form.matcher(lines.get(i)).find()) {
        fitting.add(i);
      }
    }
    if (fitting.isEmpty()) {
      throw new IllegalStateException("no line to edit");
    }
    int at = pick(fitting, draws);
    String line = lines.get(at).replaceFirst(" +#.*$", "");
    Matcher matcher = form.matcher(line);
    if (matcher.find()) {
      String edited = edit.of(matcher.group(1), matcher.group(2));
      lines.set(at, edited + line.substring(matcher.end()));
    }
  }
}
