package org.tombola.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tombola.tensor.ImageShape;

/**
 * The layout of Tiny-ImageNet: {@code wnids.txt} with a class a line, {@code
 * train/WNID/images/*.JPEG}, {@code val/images/*.JPEG} and {@code val/val_annotations.txt} with
 * file and class, separated by tabs.
 *
 * @param root folder of it all
 * @param classes lines of wnids.txt
 */
record JpegFolders(Path root, int classes) {
  static final ImageShape SHAPE = new ImageShape(3, 64, 64);

  /** Lists the files; JPEGs are decoded when they are selected. */
  Pool.Pair read(Source.Files wanted) throws IOException {
    List<String> names =
        Files.readAllLines(root.resolve("wnids.txt")).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != classes || new HashSet<>(names).size() != classes) {
      throw new Unreadable(
          "Cannot read %s: expected %d different classes, found %d lines with %d (set classes to that)"
              .formatted(
                  root.resolve("wnids.txt"), classes, names.size(), new HashSet<>(names).size()));
    }
    Map<String, Integer> labels = new LinkedHashMap<>();
    names.forEach(name -> labels.put(name, labels.size()));
    List<ClassFolders.Labelled> train = train(labels, wanted);
    List<ClassFolders.Labelled> test = test(labels);
    if (wanted == Source.Files.OFFICIAL) {
      checkCount(root.resolve("val"), 10_000, test.size());
    }
    return new Pool.Pair(new Decoded(train, classes), new Decoded(test, classes));
  }

  private List<ClassFolders.Labelled> train(Map<String, Integer> labels, Source.Files wanted)
      throws IOException {
    List<List<Path>> perClass = new ArrayList<>();
    for (String name : labels.keySet()) {
      Path folder = root.resolve("train").resolve(name).resolve("images");
      List<Path> files = new ArrayList<>();
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.JPEG")) {
          stream.forEach(files::add);
        }
      }
      if (files.isEmpty()) {
        throw new Unreadable("Cannot read " + folder + ": expected JPEG files, found none");
      }
      if (wanted == Source.Files.OFFICIAL) {
        checkCount(folder, 500, files.size());
      }
      files.sort(null);
      perClass.add(files);
    }
    return ClassFolders.evenly(perClass);
  }

  private List<ClassFolders.Labelled> test(Map<String, Integer> labels) throws IOException {
    Path annotations = root.resolve("val").resolve("val_annotations.txt");
    List<ClassFolders.Labelled> all = new ArrayList<>();
    for (String line : Files.readAllLines(annotations)) {
      String[] fields = line.split("\t", -1);
      Integer label = fields.length < 2 ? null : labels.get(fields[1]);
      if (label == null) {
        throw new Unreadable(
            "Cannot read %s: expected a file and a class of wnids.txt, found \"%s\""
                .formatted(annotations, line));
      }
      all.add(
          new ClassFolders.Labelled(
              root.resolve("val").resolve("images").resolve(fields[0]), label));
    }
    return all;
  }

  private static void checkCount(Path folder, int expected, int found) throws IOException {
    if (expected != found) {
      throw new Unreadable(
          "Cannot read %s: expected the official %d images, found %d (files: any accepts parts)"
              .formatted(folder, expected, found));
    }
  }

  /** Decodes what is selected, on all cores: the whole set takes a minute on one. */
  private record Decoded(List<ClassFolders.Labelled> files, int classes) implements Pool {
    @Override
    public int count() {
      return files.size();
    }

    @Override
    public ImageData select(int[] places) throws IOException {
      byte[] pixels = new byte[Math.multiplyExact(places.length, SHAPE.size())];
      int[] labels = new int[places.length];
      try {
        IntStream.range(0, places.length)
            .parallel()
            .forEach(
                i -> {
                  ClassFolders.Labelled file = files.get(places[i]);
                  labels[i] = file.label();
                  Jpeg.decode(file.path(), SHAPE, pixels, i * SHAPE.size());
                });
      } catch (UncheckedIOException e) {
        throw new IOException(e);
      }
      return new ImageData(SHAPE, classes, pixels, labels);
    }
  }
}
