package org.tombola.spark.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * Where all commands print. Nothing that comes from a file, a store or a user can steer a terminal:
 * whatever is printed here is made visible first, so no command has to think of it.
 */
public final class Terminal extends PrintWriter {
  private final Writer raw;

  /**
   * Over a writer that is flushed at the end of each line.
   *
   * @param raw takes what is visible
   */
  public Terminal(Writer raw) {
    super(new Visible(raw), true);
    this.raw = raw;
  }

  /** Takes the last lines back; what is printed next stands in their place. */
  public void erase(int lines) {
    flush();
    try {
      raw.write("\033[" + lines + "A\033[J");
    } catch (IOException e) {
      setError();
    }
  }

  /**
   * A text with its control characters written out, as {@code \}{@code u001b}: those of ASCII but
   * line feed and tab, the second set (C1), and those of Unicode that turn or break lines or are
   * not seen. Within a JSON text it is the same JSON.
   */
  public static String visible(String text) {
    if (text.chars().noneMatch(Terminal::hidden)) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    text.chars().forEach(one -> append(all, one));
    return all.toString();
  }

  private static void append(StringBuilder all, int one) {
    if (hidden(one)) {
      all.append(String.format(Locale.ROOT, "\\u%04x", one));
    } else {
      all.append((char) one);
    }
  }

  private static boolean hidden(int one) {
    return switch (Character.getType(one)) {
      case Character.CONTROL -> one != '\n' && one != '\t';
      // but the joiners that some scripts are written with
      case Character.FORMAT -> one != '\u200c' && one != '\u200d';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  private static final class Visible extends FilterWriter {
    Visible(Writer raw) {
      super(raw);
    }

    @Override
    public void write(int one) throws IOException {
      write(String.valueOf((char) one));
    }

    @Override
    public void write(char[] from, int start, int length) throws IOException {
      write(new String(from, start, length));
    }

    @Override
    public void write(String from, int start, int length) throws IOException {
      out.write(visible(from.substring(start, start + length)));
    }
  }
}
