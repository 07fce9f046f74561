package org.tombola.spark.store;

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
import org.tombola.spark.files.WholeFiles;
import org.tombola.trial.Bundle;
import org.tombola.trial.TrialRecord;

/** A store to be tested, wherever it lies, and what else a test does with its files. */
public abstract class StoreOnDisk {
  /** Bytes the arrays of a test's bundle may take. */
  protected static final long MOST = 1 << 20;

  protected static final String STAGE = "0123456789abcdef0123";

  protected Store store;

  /** An empty store of this test alone. */
  protected abstract Store open() throws IOException;

  /** Hadoop's settings that this file system needs, by name. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @BeforeEach
  void begin() throws IOException {
    store = open();
  }

  protected static TrialRecord record(long seed) {
    return Made.record(Made.spec(Made.RANDOM, 0.1, seed), 700, 500, 450);
  }

  /** So large that its middle is an array's. */
  protected static Bundle bundle(int value) {
    float[] array = new float[1000];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) Math.sin(value + i);
    }
    return new Bundle("{\"value\":" + value + "}", Map.of("a", array));
  }

  protected WholeFiles files() throws IOException {
    return store.files();
  }

  /** Every file of the store, as a path below it. */
  protected List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    String root = files().system().makeQualified(store.folder()).toUri().getPath();
    RemoteIterator<LocatedFileStatus> found = files().system().listFiles(store.folder(), true);
    while (found.hasNext()) {
      names.add(found.next().getPath().toUri().getPath().substring(root.length() + 1));
    }
    return names.stream().sorted().toList();
  }

  protected byte[] bytes(Path file) throws IOException {
    try (var in = files().system().open(file)) {
      return in.readAllBytes();
    }
  }

  /** Puts a file there as another program would. */
  protected void put(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files().system().create(file, true)) {
      out.write(bytes);
    }
  }

  /** Turns a bit in the middle of a file. */
  protected void damage(Path file) throws IOException {
    byte[] bytes = bytes(file);
    bytes[bytes.length / 2] ^= 1;
    put(file, bytes);
  }

  protected Path stageFile(String name) {
    return new Path(store.stages().folder(), name);
  }
}
