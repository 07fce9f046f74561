package org.tombola.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.tombola.method.FileTrouble;
import org.tombola.tensor.ImageShape;

/**
 * Pictures in a folder per class.
 *
 * @param root of the classes' folders, or of {@code train} and {@code test} with these
 * @param source what is asked of them
 */
record ClassFolders(Path root, ImageFolder source) {
  /** Wrong pictures that are told in one message. */
  private static final int TOLD = 10;

  /**
   * A picture and its class.
   *
   * @param path of the file
   * @param label of its class
   */
  record Labelled(Path path, int label) {}

  /** Lists the files; pictures are decoded when they are selected. */
  Pool.Pair read() throws IOException {
    if (source.testShare() == 0) {
      List<String> names = classes(root.resolve("train"));
      List<String> tested = classes(root.resolve("test"));
      if (!names.equals(tested)) {
        throw new Unreadable(
            "Cannot read %s: train and test must have the same class folders; train has %s, test %s"
                .formatted(root, without(names, tested), without(tested, names)));
      }
      return new Pool.Pair(
          pictures(evenly(files(root.resolve("train"), names))),
          pictures(evenly(files(root.resolve("test"), names))),
          names);
    }
    List<String> names = classes(root);
    List<Labelled> train = new ArrayList<>();
    List<Labelled> test = new ArrayList<>();
    for (Labelled each : evenly(files(root, names))) {
      String name = names.get(each.label()) + "/" + each.path().getFileName();
      (Own.tests(name, source.testShare()) ? test : train).add(each);
    }
    return new Pool.Pair(pictures(train), pictures(test), names);
  }

  private Pool pictures(List<Labelled> files) {
    return new Decoded(files, source.shape(), source.classes(), source.fit());
  }

  private static String without(List<String> names, List<String> others) {
    List<String> only = names.stream().filter(name -> !others.contains(name)).limit(5).toList();
    return only.isEmpty() ? "no other" : "also " + String.join(", ", only);
  }

  /** The classes' names in the order of their characters. */
  private List<String> classes(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path each : seen(folder)) {
      if (Files.isDirectory(each)) {
        names.add(each.getFileName().toString());
      }
    }
    if (names.size() != source.classes()) {
      throw new Unreadable(
          "Cannot read %s: expected %d class folders, found %d%s"
              .formatted(
                  folder,
                  source.classes(),
                  names.size(),
                  names.size() < 2 ? "" : " (set classes: " + names.size() + ")"));
    }
    return names;
  }

  /** Pictures by class, each sorted by name. */
  private static List<List<Path>> files(Path folder, List<String> names) throws IOException {
    List<List<Path>> perClass = new ArrayList<>();
    for (String name : names) {
      List<Path> files = seen(folder.resolve(name));
      for (Path file : files) {
        String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!lower.matches(".*\\.(png|jpg|jpeg)")) {
          throw new Unreadable(
              "Cannot read %s: a class folder holds PNG and JPEG files only (.png, .jpg, .jpeg)"
                  .formatted(file));
        }
      }
      if (files.isEmpty()) {
        throw new Unreadable("Cannot read " + folder.resolve(name) + ": the class has no pictures");
      }
      perClass.add(files);
    }
    return perClass;
  }

  /** What is in a folder by name, without hidden files. */
  private static List<Path> seen(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new Unreadable("Cannot read " + folder + ": there is no such folder");
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, each -> !each.getFileName().toString().startsWith("."))) {
      stream.forEach(found::add);
    }
    found.sort(
        (one, other) -> one.getFileName().toString().compareTo(other.getFileName().toString()));
    return found;
  }

  /** The first file of every class, then the second. */
  static List<Labelled> evenly(List<List<Path>> perClass) {
    List<Labelled> all = new ArrayList<>();
    int most = perClass.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (int label = 0; label < perClass.size(); label++) {
        if (i < perClass.get(label).size()) {
          all.add(new Labelled(perClass.get(label).get(i), label));
        }
      }
    }
    return all;
  }

  /** Decodes what is selected on all cores, and tells of several wrong pictures at once. */
  private record Decoded(List<Labelled> files, ImageShape shape, int classes, Fit fit)
      implements Pool {
    @Override
    public int count() {
      return files.size();
    }

    @Override
    public ImageData select(int[] places) throws IOException {
      byte[] pixels = Own.pixels(places.length, shape);
      int[] labels = new int[places.length];
      Map<Integer, String> wrong = new ConcurrentSkipListMap<>();
      IntStream.range(0, places.length)
          .parallel()
          .forEach(
              i -> {
                Labelled file = files.get(places[i]);
                labels[i] = file.label();
                try {
                  Picture.read(file.path(), shape, fit, pixels, i * shape.size());
                } catch (IOException e) {
                  wrong.put(i, new FileTrouble("Cannot read " + file.path(), e).getMessage());
                }
              });
      if (!wrong.isEmpty()) {
        String told = String.join("\n", wrong.values().stream().limit(TOLD).toList());
        throw new Unreadable(
            wrong.size() <= TOLD ? told : told + "\nand " + (wrong.size() - TOLD) + " more");
      }
      return new ImageData(shape, classes, pixels, labels);
    }
  }
}
