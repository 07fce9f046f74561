package org.tombola.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.tombola.method.Json;
import org.tombola.spark.files.DamageStream;
import org.tombola.spark.files.Schemas;
import org.tombola.spark.schema.Table;

/**
 * What a compaction under way has made and will remove. From the moment it is written the merged
 * files count and those it replaces do not, wherever the compaction was cut short.
 *
 * @param token in the names of the merged files
 * @param replaces files, as paths below the store
 */
public record Journal(String token, Set<String> replaces) {
  /** Its file. */
  public static final String NAME = "_compact.json";

  private static final int SCHEMA = 1;

  /**
   * The journal of a store; empty where nothing is under way.
   *
   * @throws DamageStream.Damage if it is damaged: which files count is not known then
   */
  public static Optional<Journal> of(Store store) throws IOException {
    Path file = place(store);
    byte[] bytes;
    try {
      bytes = store.files().read(file);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    JsonNode tree =
        new DamageStream(new ByteArrayInputStream(bytes))
            .reading(
                in -> {
                  JsonNode read;
                  try {
                    read = Json.MAPPER.readTree(in);
                  } catch (JsonProcessingException e) {
                    throw none();
                  }
                  if (!read.path("token").isTextual() || !read.path("replaces").isArray()) {
                    throw none();
                  }
                  return read;
                });
    Schemas.check(file, tree.path("schema").asInt(1), SCHEMA);
    Set<String> replaces = new TreeSet<>();
    tree.path("replaces").forEach(path -> replaces.add(path.asText()));
    return Optional.of(new Journal(tree.path("token").asText(), replaces));
  }

  private static IllegalStateException none() {
    return new IllegalStateException(
        NAME + " is not a compaction journal; tombola verify says what to do");
  }

  /** Writes it, in place of one that may be there. */
  public void write(Store store) throws IOException {
    var tree = Json.MAPPER.createObjectNode().put("schema", SCHEMA).put("token", token);
    replaces.forEach(tree.putArray("replaces")::add);
    store.files().write(place(store), out -> out.write(Json.MAPPER.writeValueAsBytes(tree)));
  }

  void remove(Store store) throws IOException {
    store.files().delete(place(store));
  }

  /** The merged file of a table as readers see it in the end. */
  Path shown(Store store, Table<?> table) {
    return new Path(store.folder(table), Snapshot.mergedName(token));
  }

  /** The same file under a name they pass over. */
  Path hidden(Store store, Table<?> table) {
    return new Path(store.folder(table), "_" + Snapshot.mergedName(token));
  }

  /** The files it removes from a table. */
  List<Path> replaced(Store store, Table<?> table) {
    return replaces.stream()
        .filter(path -> path.startsWith(table.name() + "/"))
        .map(path -> new Path(store.folder(table), path.substring(table.name().length() + 1)))
        .toList();
  }

  private static Path place(Store store) {
    return new Path(store.folder(), NAME);
  }
}
