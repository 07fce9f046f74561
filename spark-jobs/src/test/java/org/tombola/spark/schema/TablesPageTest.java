package org.tombola.spark.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TablesPageTest {
  @Test
  void thePageHasEveryColumn() throws IOException {
    assertThat(Files.readString(Path.of("TABLES.md"))).contains(Tables.markdown().strip());
  }
}
