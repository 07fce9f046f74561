package org.tombola.sweeps.published;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.tombola.method.Resources;

/** The papers whose numbers are at hand. */
public final class Papers {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private static final List<Paper> ALL =
      List.of(
          read("sparsity-winning-twice"),
          read("robust-scratch-tickets"),
          read("adversarial-winning-tickets"),
          read("boosting-tickets"),
          read("inverse-weights-inheritance"));

  private Papers() {}

  /** Every one. */
  public static List<Paper> all() {
    return ALL;
  }

  /** What sweep files call them by. */
  public static List<String> names() {
    return ALL.stream().map(Paper::name).toList();
  }

  /** The paper of this name. */
  public static Optional<Paper> find(String name) {
    return ALL.stream().filter(paper -> paper.name().equals(name)).findFirst();
  }

  /** The measure that a column of a paper's table has. */
  static Measure measure(String column) {
    return Measure.valueOf(column.toUpperCase(Locale.ROOT));
  }

  private static Paper read(String name) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    String yaml = Resources.text(Papers.class, name + ".yaml");
    return MAPPER.convertValue(new Load(settings).loadFromString(yaml), Paper.class);
  }
}
