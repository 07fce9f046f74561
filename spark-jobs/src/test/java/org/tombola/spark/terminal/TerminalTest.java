package org.tombola.spark.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final StringWriter raw = new StringWriter();
  private final Terminal terminal = new Terminal(raw);

  @Test
  void whateverIsPrintedHowIsMadeVisible() {
    terminal.print("a\033[2J");
    terminal.print('\r');
    terminal.print(new char[] {'\u009b', 'b'});
    terminal.printf("%s", "\u202e\u2066\u200e\u061c\ufeff\u00ad");
    terminal.write("x\007y", 1, 1);
    terminal.append("\u2028").append('\u007f');
    terminal.println();
    assertThat(raw)
        .hasToString(
            "a\\u001b[2J\\u000d\\u009bb\\u202e\\u2066\\u200e\\u061c\\ufeff\\u00ad\\u0007\\u2028\\u007f\n");
  }

  @Test
  void lettersOfAllScriptsStayAsTheyAre() {
    String text = "±5 %\té\n日本語 العربية می\u200cخواهم 👩\u200d🔬 –";
    terminal.print(text);
    terminal.flush();
    assertThat(raw).hasToString(text);
  }

  @Test
  void onlyTombolaItselfTakesLinesBack() {
    terminal.println("a");
    terminal.erase(1);
    terminal.println("b");
    assertThat(raw).hasToString("a\n\033[1A\033[Jb\n");
  }
}
