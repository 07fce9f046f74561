package org.tombola.spark.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.tombola.random.Key;

/**
 * What may become of a store's files, drawn by a seed: of every file all that its kind can meet.
 */
final class Damages {
  private static final String PARAMETERS = "parameters.npy";

  /** What no array of a network's parameters can hold, and what no header may say. */
  private static final List<String> HEADERS =
      List.of("(2147483648,)", "(999999999999999999,)", "(-1,)", "(2, 5)", "(10,)", "()");

  private static final List<String> TEXTS =
      List.of(
          "null", "{}", "[]", "7", "\"text\"", "{\"sweep\":1,\"token\":2}", "{\"kind\":", "\u00e9");

  private final Key key;
  private final Path store;
  private final List<Damage> all = new ArrayList<>();

  /**
   * One damage.
   *
   * @param file below the store
   * @param what is done to it, in words
   * @param to does it, to the file in a copy of the store
   */
  record Damage(String file, String what, Consumer<Path> to) {
    @Override
    public String toString() {
      return file + ": " + what;
    }
  }

  private Damages(Path store, Key key) {
    this.store = store;
    this.key = key;
  }

  /**
   * Some of the damages a store can meet, each to be done to a copy of its own.
   *
   * @param files which of its files are damaged
   * @param most as many are drawn of all there are
   */
  static List<Damage> of(Path store, long seed, Predicate<Path> files, int most)
      throws IOException {
    Damages damages = new Damages(store, Key.ofSeed(seed).child("damages"));
    try (Stream<Path> found = Files.walk(store)) {
      found.filter(Files::isRegularFile).filter(files).sorted().forEach(damages::file);
    }
    int[] order = damages.key.child("order").permutation(damages.all.size());
    return Arrays.stream(order).limit(most).mapToObj(damages.all::get).toList();
  }

  private void file(Path path) {
    String file = store.relativize(path).toString();
    bytes(file, "emptied", bytes -> new byte[0]);
    bytes(file, "cut", bytes -> Arrays.copyOf(bytes, place(file, "cut", bytes.length)));
    bytes(file, "zeros", bytes -> new byte[bytes.length]);
    bytes(file, "zeros at the end", bytes -> zeros(bytes, bytes.length - bytes.length / 4));
    bytes(file, "longer", bytes -> Arrays.copyOf(bytes, bytes.length + 100));
    for (int i = 0; i < 3; i++) {
      String flip = "flip " + i;
      bytes(file, flip, bytes -> flipped(bytes, place(file, flip, 8 * bytes.length)));
    }
    add(file, "deleted", Damages::delete);
    add(file, "copied over by its neighbour", to -> swap(to, neighbour(to)));
    add(file, "there once more under another name", to -> write(other(to), read(to)));
    for (String text : file.endsWith(".json") ? TEXTS : TEXTS.subList(0, 1)) {
      bytes(file, "the text " + text, bytes -> text.getBytes(StandardCharsets.UTF_8));
    }
    if (file.endsWith(".zip")) {
      zip(file);
    }
  }

  private void zip(String file) {
    for (String text : TEXTS) {
      entry(file, "stage.json", text, bytes -> text.getBytes(StandardCharsets.UTF_8));
    }
    entry(file, "stage.json", "cut", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    entry(file, "end", "taken out", bytes -> null);
    List<String> arrays =
        entries(read(store.resolve(file))).keySet().stream()
            .filter(name -> name.endsWith(".npy"))
            .toList();
    if (arrays.isEmpty()) {
      return;
    }
    String first = arrays.contains(PARAMETERS) ? PARAMETERS : arrays.get(0);
    for (String header : HEADERS) {
      entry(file, first, header, bytes -> numbers(bytes, header, -1));
    }
    if (first.equals(PARAMETERS)) {
      entry(file, first, "zeros", bytes -> numbers(bytes, null, 0));
      entry(file, first, "no numbers", bytes -> numbers(bytes, null, 0xff));
    }
    String last = arrays.get(place(file, "array", arrays.size()));
    for (String array : new LinkedHashSet<>(List.of(first, last))) {
      entry(file, array, "taken out", bytes -> null);
      entry(file, array, "cut", bytes -> Arrays.copyOf(bytes, bytes.length - 3));
      entry(file, array, "of ten numbers", bytes -> numbers(bytes, "(10,)", 0));
    }
  }

  /** An array of another shape; of as many numbers as the shape of ten has, or filled. */
  private static byte[] numbers(byte[] array, String shape, int fill) {
    int start = 10 + (array[8] & 0xff) + ((array[9] & 0xff) << 8);
    String header = new String(array, 10, start - 10, StandardCharsets.US_ASCII);
    byte[] changed = array.clone();
    if (shape != null) {
      String other = header.replaceFirst("\\([^)]*\\)", shape);
      byte[] text = other.getBytes(StandardCharsets.US_ASCII);
      changed = new byte[10 + text.length + (fill < 0 ? array.length - start : 40)];
      System.arraycopy(array, 0, changed, 0, 10);
      changed[8] = (byte) text.length;
      changed[9] = (byte) (text.length >> 8);
      System.arraycopy(text, 0, changed, 10, text.length);
    } else {
      Arrays.fill(changed, start, changed.length, (byte) fill);
    }
    return changed;
  }

  private void entry(String file, String name, String what, UnaryOperator<byte[]> change) {
    bytes(
        file,
        name + " " + what,
        bytes -> {
          Map<String, byte[]> entries = entries(bytes);
          byte[] changed = change.apply(entries.get(name));
          if (changed == null) {
            entries.remove(name);
          } else {
            entries.put(name, changed);
          }
          return zipped(entries);
        });
  }

  private static Map<String, byte[]> entries(byte[] bytes) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        entries.put(each.getName(), zip.readAllBytes());
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zipped(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void bytes(String file, String what, UnaryOperator<byte[]> change) {
    add(file, what, to -> write(to, change.apply(read(to))));
  }

  private void add(String file, String what, Consumer<Path> to) {
    all.add(new Damage(file, what, to));
  }

  private int place(String file, String what, int bound) {
    return key.child(file).child(what).stream().nextInt(Math.max(1, bound));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }

  private static byte[] zeros(byte[] bytes, int from) {
    byte[] changed = bytes.clone();
    Arrays.fill(changed, from, changed.length, (byte) 0);
    return changed;
  }

  /** Another file of its folder, by name the next; itself where it is alone. */
  private static Path neighbour(Path file) {
    try (Stream<Path> files = Files.list(file.getParent())) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      return sorted.get((sorted.indexOf(file) + 1) % sorted.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void swap(Path one, Path other) {
    byte[] bytes = read(one);
    write(one, read(other));
    write(other, bytes);
  }

  /** A name such a file could have: of another stage, trial, epoch, merger or sweep. */
  private static Path other(Path file) {
    String name = file.getFileName().toString();
    String begin = name.substring(0, name.indexOf('.'));
    String other = name.startsWith("merged-") ? "merged-0123abcd" : "0".repeat(begin.length());
    return file.resolveSibling(other + name.substring(name.indexOf('.')));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
