package org.tombola.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.BeforeEach;
import org.tombola.spark.Made;
import org.tombola.trial.Bundle;
import org.tombola.trial.TrialRecord;

/** A store to be tested, wherever it lies, and what else a test does with its files. */
abstract class StoreOnDisk {
  /** Bytes the arrays of a test's bundle may take. */
  static final long MOST = 1 << 20;

  static final String STAGE = "0123456789abcdef0123";

  Store store;

  /** An empty store of this test alone. */
  abstract Store open() throws IOException;

  /** Hadoop's settings that this file system needs, by name. */
  Map<String, String> settings() {
    return Map.of();
  }

  @BeforeEach
  void begin() throws IOException {
    store = open();
  }

  static TrialRecord record(long seed) {
    return Made.record(Made.spec(Made.RANDOM, 0.1, seed), 700, 500, 450);
  }

  /** So large that its middle is an array's. */
  static Bundle bundle(int value) {
    float[] array = new float[1000];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) Math.sin(value + i);
    }
    return new Bundle("{\"value\":" + value + "}", Map.of("a", array));
  }

  WholeFiles files() throws IOException {
    return store.files();
  }

  /** Every file of the store, as a path below it. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    String root = files().system().makeQualified(store.folder()).toUri().getPath();
    RemoteIterator<LocatedFileStatus> found = files().system().listFiles(store.folder(), true);
    while (found.hasNext()) {
      names.add(found.next().getPath().toUri().getPath().substring(root.length() + 1));
    }
    return names.stream().sorted().toList();
  }

  byte[] bytes(Path file) throws IOException {
    try (var in = files().system().open(file)) {
      return in.readAllBytes();
    }
  }

  /** Puts a file there as another program would. */
  void put(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files().system().create(file, true)) {
      out.write(bytes);
    }
  }

  /** Turns a bit in the middle of a file. */
  void damage(Path file) throws IOException {
    byte[] bytes = bytes(file);
    bytes[bytes.length / 2] ^= 1;
    put(file, bytes);
  }

  Path stageFile(String name) {
    return new Path(store.stages().folder(), name);
  }
}
