package org.tombola.spark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.audit.IgnoredFiles;
import org.tombola.spark.store.Store;

/** Folders of tables as users write them. */
final class Folders {
  /** Hadoop's modules with file systems that Spark does not bring, by scheme. */
  private static final Map<String, String> MODULES =
      Map.of("s3a", "hadoop-aws", "abfs", "hadoop-azure", "abfss", "hadoop-azure");

  private Folders() {}

  /**
   * A URI as it is, nothing in it decoded; a path from the root on, so that an executor means the
   * same folder. Every sign of a path means itself: a colon makes a URI only before a slash.
   */
  static String uri(String folder) {
    return folder.matches("[a-z][a-z0-9+.-]+:(/.*|$)")
        ? folder
        : new org.apache.hadoop.fs.Path(Path.of(folder).toAbsolutePath().normalize().toString())
            .toString();
  }

  /**
   * The store in a folder, which need not be there.
   *
   * @throws IllegalArgumentException if Spark, as it is installed here, has no such file system
   */
  static Store store(String folder, Configuration conf) {
    if (folder.isBlank()) {
      throw new Refused("Cannot use a store: the folder's name is empty");
    }
    String uri = uri(folder);
    try {
      Store store = Store.at(uri, conf);
      store.folder().getFileSystem(conf);
      return store;
    } catch (UnsupportedFileSystemException e) {
      throw new Refused("Cannot reach " + uri + ": " + missing(uri, ""), e);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new Refused("Cannot reach " + uri + ": " + why(uri, e), e);
    }
  }

  /**
   * The store in a folder that, where it is there, holds one.
   *
   * @throws IllegalArgumentException if it is there and holds none
   */
  static Store begun(String folder, Configuration conf) {
    Store store = store(folder, conf);
    if (store.exists() && !store.begun()) {
      throw new Refused("Cannot read a store: there is no Tombola store in " + store.folder());
    }
    return store;
  }

  /** Tells what readers of a store pass over, where there is anything. */
  static void tell(Store store, PrintWriter err) {
    IgnoredFiles.in(store).ifPresent(err::println);
    err.flush();
  }

  private static String why(String uri, Throwable error) {
    Throwable first = error;
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof ClassNotFoundException || each instanceof LinkageError) {
        return missing(uri, " (" + each.getMessage() + ")");
      }
      first = each;
    }
    return first instanceof IOException trouble
        ? FileTrouble.why(trouble)
        : String.valueOf(first.getMessage());
  }

  private static String missing(String uri, String detail) {
    String scheme = uri.substring(0, uri.indexOf(':'));
    if (scheme.equals("s3") || scheme.equals("s3n")) {
      return "Hadoop's scheme for S3 is s3a; write s3a" + uri.substring(scheme.length());
    }
    String module = MODULES.get(scheme);
    return module == null
        ? "this Spark has no file system for " + scheme + "://; add its vendor's" + detail
        : ("this Spark lacks %s or its dependencies; add --packages org.apache.hadoop:%s:%s to"
                + " spark-submit, or the jars to TOMBOLA_CLASSPATH for deploy/tombola%s")
            .formatted(module, module, VersionInfo.getVersion(), detail);
  }

  /** The same folder on this machine, if it is on this machine. */
  static Optional<Path> local(Store store) {
    try {
      FileSystem files = store.folder().getFileSystem(store.conf());
      return files instanceof LocalFileSystem local
          ? Optional.of(local.pathToFile(store.folder()).toPath())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Makes the folder where it is missing. */
  static void writable(Store tables) {
    try {
      FileSystem files = tables.folder().getFileSystem(tables.conf());
      if (!files.mkdirs(tables.folder())) {
        throw new IOException("it cannot be created");
      }
    } catch (IOException e) {
      throw new FileTrouble("Cannot write tables to " + tables.folder(), e);
    }
  }
}
