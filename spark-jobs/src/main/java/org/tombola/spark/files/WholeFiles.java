package org.tombola.spark.files;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Files of one file system that are whole or not there, whatever happens to the process that writes
 * them; a file that is replaced is at every moment the old one or the new one.
 *
 * <p>Where renaming is atomic a file is written under a name readers ignore and then renamed. On an
 * object store an object appears, whole, when its stream is closed, so it is written in place.
 *
 * @param system the local one without its checksum files: a reader between the renames of a file
 *     and of its checksum, or after a crash there, would take the file for damaged
 * @param conf of the file system
 */
public record WholeFiles(FileSystem system, Configuration conf) {
  private static final int TRIES = 20;
  private static final String WRITING = ".writing";
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cos", "cosn", "obs", "wasb", "wasbs", "swift");

  /** Writes what a file holds. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is closed by the caller. */
    void write(FSDataOutputStream out) throws IOException;
  }

  /** The file system of a path. */
  public static WholeFiles of(Path path, Configuration conf) throws IOException {
    FileSystem system = path.getFileSystem(conf);
    return new WholeFiles(
        system instanceof LocalFileSystem local ? local.getRawFileSystem() : system, conf);
  }

  /** Writes a file, in place of one that may be there. */
  public void write(Path file, Content content) throws IOException {
    if (objects(file)) {
      stream(file, false, content);
      return;
    }
    Path begun = begin(file, content);
    try {
      replace(begun, file);
    } catch (IOException e) {
      discard(begun);
      throw e;
    }
  }

  /**
   * Writes a file unless there is one; returns whether it did. Of several at once one wins, as far
   * as the file system can tell: without conditional writes the last may replace the first.
   */
  public boolean create(Path file, Content content) throws IOException {
    if (system.exists(file)) {
      return false;
    }
    if (objects(file)) {
      return created(file, content);
    }
    Path begun = begin(file, content);
    try {
      if (system instanceof RawLocalFileSystem local) {
        dropChecksum(file, local);
        // unlike a rename, a link never takes another file's place
        Files.createLink(local.pathToFile(file).toPath(), local.pathToFile(begun).toPath());
        return true;
      }
      boolean renamed = system.rename(begun, file);
      if (!renamed && !system.exists(file)) {
        throw new IOException("cannot rename " + begun + " to " + file);
      }
      return renamed;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      replace(begun, file); // a disk without links
      return true;
    } finally {
      discard(begun);
    }
  }

  /**
   * Moves a file, in place of one that may be there; nothing happens where there is no such file.
   */
  public void move(Path from, Path to) throws IOException {
    if (objects(from)) {
      if (system.exists(from)) {
        system.delete(to, false);
        system.rename(from, to);
      }
      return;
    }
    try {
      replace(from, to);
    } catch (FileNotFoundException | NoSuchFileException e) {
      // another process has moved it
    }
  }

  /** Reads a small file. */
  public byte[] read(Path file) throws IOException {
    for (int tried = 1; ; tried++) {
      try (InputStream in = system.open(file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        if (e instanceof FileNotFoundException || !replaced(e) || tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Whether a file was removed, or an object replaced, while it was being read. */
  public static boolean replaced(IOException error) {
    return error instanceof FileNotFoundException
        // hadoop-aws, whose class it is, is there only where S3 is used
        || error.getClass().getSimpleName().equals("RemoteFileChangedException");
  }

  /** Removes a file if it is there. */
  public void delete(Path file) throws IOException {
    system.delete(file, false);
    if (system instanceof RawLocalFileSystem local) {
      dropChecksum(file, local);
    }
  }

  /** What lies in a folder, by name; nothing where there is no folder. */
  public List<FileStatus> list(Path folder) throws IOException {
    try {
      FileStatus[] found = system.listStatus(folder);
      Arrays.sort(found, Comparator.comparing(status -> status.getPath().getName()));
      return List.of(found);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Whether a name is of a file that was begun and, unless its writer lives, never finished. */
  public static boolean unfinished(String name) {
    return name.startsWith("_") && name.endsWith(WRITING);
  }

  private boolean created(Path file, Content content) throws IOException {
    boolean conditional =
        system.hasPathCapability(
            file, Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE);
    try {
      stream(file, conditional, content);
      return true;
    } catch (IOException e) {
      if (conditional && system.exists(file)) {
        return false; // another one was first
      }
      throw e;
    }
  }

  private Path begin(Path file, Content content) throws IOException {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    Path begun = new Path(file.getParent(), "_" + file.getName() + "." + mark + WRITING);
    try {
      stream(begun, false, content);
      return begun;
    } catch (IOException | RuntimeException | Error e) {
      discard(begun);
      throw e;
    }
  }

  private void stream(Path file, boolean conditional, Content content) throws IOException {
    var builder = system.createFile(file).overwrite(true).recursive();
    if (conditional) {
      builder.must(Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    }
    try {
      FSDataOutputStream out = builder.build();
      try {
        content.write(out);
        if (system instanceof RawLocalFileSystem) {
          // elsewhere closing waits for those that store it; here a rename may outrun the bytes
          out.hsync();
        }
      } catch (IOException | RuntimeException | Error e) {
        abandon(file, out, e);
        throw e;
      }
      out.close();
    } catch (FSError e) {
      // a full local disk, say: nothing that should end the process
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  /** Gives a half-written file up; closing its stream would make an object appear. */
  private void abandon(Path file, FSDataOutputStream out, Throwable why) {
    try {
      if (!objects(file)) {
        out.close();
      } else if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
    } catch (IOException | RuntimeException | FSError e) {
      why.addSuppressed(e);
    }
  }

  private void replace(Path begun, Path file) throws IOException {
    if (system instanceof RawLocalFileSystem local) {
      dropChecksum(file, local);
      Files.move(
          local.pathToFile(begun).toPath(),
          local.pathToFile(file).toPath(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    FileContext context;
    try {
      context = FileContext.getFileContext(system.getUri(), conf);
    } catch (UnsupportedFileSystemException e) {
      // a file system that cannot replace: the best left is the shortest moment without
      system.delete(file, false);
      if (!system.rename(begun, file)) {
        throw new IOException("cannot rename " + begun + " to " + file, e);
      }
      return;
    }
    context.rename(begun, file, Options.Rename.OVERWRITE);
  }

  private void discard(Path begun) {
    try {
      system.delete(begun, false);
    } catch (IOException e) {
      // what is left has a name readers ignore, and is found by the next recovery
    }
  }

  /** One that another program left would say the new file is damaged. */
  private static void dropChecksum(Path file, RawLocalFileSystem local) throws IOException {
    File checksum = local.pathToFile(new Path(file.getParent(), "." + file.getName() + ".crc"));
    Files.deleteIfExists(checksum.toPath());
  }

  /** Whether a path is on an object store, where nothing is renamed atomically. */
  public boolean objects(Path path) throws IOException {
    return OBJECT_STORES.contains(system.getUri().getScheme())
        || system.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM);
  }
}
