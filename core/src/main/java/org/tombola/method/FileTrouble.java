package org.tombola.method;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file, a folder or a file system that does not do what is needed, with the reason in words. */
public final class FileTrouble extends UncheckedIOException implements Told {
  private static final long serialVersionUID = 1;

  private static final String FULL = "no space is left on its disk";
  private static final String DENIED = "permission denied";
  private static final String MISSING = "there is no such file or folder";
  private static final String NO_FOLDER = "a file is where a folder should be";

  /** By name: some are Hadoop's, which not every part of Tombola knows. Messages are bare paths. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("NoSuchFileException", MISSING),
          Map.entry("FileNotFoundException", MISSING),
          Map.entry("AccessDeniedException", DENIED),
          Map.entry("AccessControlException", DENIED),
          Map.entry("FileAlreadyExistsException", "a file already exists there"),
          Map.entry("NotDirectoryException", NO_FOLDER),
          Map.entry("ParentNotDirectoryException", NO_FOLDER),
          Map.entry("DirectoryNotEmptyException", "the folder is not empty"),
          Map.entry("UnknownHostException", "there is no such host"),
          Map.entry("ConnectException", "nothing answers there"),
          Map.entry("MalformedInputException", "it is not UTF-8 text"),
          Map.entry("UnmappableCharacterException", "it is not UTF-8 text"),
          Map.entry("EOFException", "it is truncated"),
          Map.entry("ZipException", "it is not a complete zip file"),
          Map.entry("ClosedByInterruptException", "interrupted"));

  /** What the system says, which stands in brackets or behind the path in messages of Java's. */
  private static final Map<String, String> SYSTEM =
      Map.of(
          "No space left on device", FULL,
          "Disk quota exceeded", FULL,
          "Permission denied", DENIED,
          "Operation not permitted", DENIED,
          "No such file or directory", MISSING,
          "Not a directory", NO_FOLDER,
          "Is a directory", "it is a folder",
          "Read-only file system", "its disk is read-only",
          "File name too long", "the name is too long",
          "Too many open files", "too many files are open");

  private static final Pattern SYSTEM_SAYS =
      Pattern.compile(
          "(?<place>.*?)[ :(]*(?<reason>" + String.join("|", SYSTEM.keySet()) + ")\\)?",
          Pattern.CASE_INSENSITIVE);

  private final String sentence;

  /**
   * Says what failed and why.
   *
   * @param what as "Cannot read /results"
   * @param cause of which the reason is taken; one that is a sentence for the user stands for all
   */
  public FileTrouble(String what, IOException cause) {
    super(cause);
    this.sentence =
        Told.first(cause, Told.class)
            .map(Told::getMessage)
            .orElseGet(() -> what + ": " + why(cause, what));
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** Whether an error comes from a disk that is full, or of which the user has had his share. */
  public static boolean full(Throwable error) {
    return Told.first(error, IOException.class)
        .map(cause -> why(cause).startsWith(FULL))
        .orElse(false);
  }

  /** Why a file system refuses, in words, with the path. */
  public static String why(IOException error) {
    return why(error, "");
  }

  private static String why(IOException error, String told) {
    String message = first(error.getMessage());
    String type = TYPES.getOrDefault(error.getClass().getSimpleName(), "");
    Matcher system = SYSTEM_SAYS.matcher(message);
    String place;
    String reason;
    if (system.matches()) {
      place = system.group("place");
      String said = system.group("reason");
      reason =
          SYSTEM.entrySet().stream()
              .filter(entry -> entry.getKey().equalsIgnoreCase(said))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(said);
    } else if (!type.isEmpty()) {
      place = message.matches("Input length = \\d+|") ? "" : message;
      reason = type;
    } else if (error instanceof FileSystemException refusal) {
      place = first(refusal.getFile());
      reason = lower(first(refusal.getReason()));
    } else {
      return message.isEmpty() ? "the file system gives no reason" : message;
    }
    // the caller has said where, or the message has no place
    return place.isEmpty() || told.contains(place) ? reason : reason + ": " + place;
  }

  private static String first(@Nullable String text) {
    return Optional.ofNullable(text).orElse("").lines().findFirst().orElse("").strip();
  }

  private static String lower(String text) {
    return text.isEmpty()
        ? "the file system gives no reason"
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
