package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
  @TempDir Path folder;

  private static String why(ThrowingCallable action) {
    return FileTrouble.why((IOException) ThrowableAssert.catchThrowable(action));
  }

  @Test
  void barePathsOfJavaBecomeReasons() throws IOException {
    Path none = folder.resolve("none");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(why(() -> Files.readString(none)))
        .isEqualTo("there is no such file or folder: " + none);
    assertThat(why(() -> Files.newInputStream(folder).readAllBytes())).isEqualTo("it is a folder");
    assertThat(why(() -> Files.createDirectory(file.resolve("below"))))
        .isEqualTo("a file is where a folder should be: " + file.resolve("below"));
    assertThat(why(() -> Files.createDirectory(file)))
        .isEqualTo("a file already exists there: " + file);
    assertThat(why(() -> Files.createDirectory(folder.resolve("a".repeat(300)))))
        .startsWith("the name is too long: ");
    assertThat(why(() -> new java.io.FileInputStream(folder.toFile()).close()))
        .isEqualTo("it is a folder: " + folder);
    assertThat(
            why(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {-1}))))
        .isEqualTo("it is not UTF-8 text");
  }

  @Test
  void whatTheSystemSaysIsTold() {
    assertThat(FileTrouble.why(new FileNotFoundException("/a/b (Permission denied)")))
        .isEqualTo("permission denied: /a/b");
    assertThat(FileTrouble.why(new AccessDeniedException("/a/b")))
        .isEqualTo("permission denied: /a/b");
    assertThat(FileTrouble.why(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("its disk is read-only: /a");
    assertThat(FileTrouble.why(new FileSystemException("/a", null, "Too many links")))
        .isEqualTo("too many links: /a");
    assertThat(FileTrouble.why(new IOException())).isEqualTo("the file system gives no reason");
    assertThat(FileTrouble.why(new IOException("it is truncated"))).isEqualTo("it is truncated");
  }

  @Test
  void aFullDiskIsKnownHoweverItIsToldOf() {
    IOException plain = new IOException("No space left on device");
    IOException named = new FileSystemException("/store/x", null, "No space left on device");
    IOException quota = new FileNotFoundException("/store/x (Disk quota exceeded)");
    assertThat(FileTrouble.why(plain)).isEqualTo("no space is left on its disk");
    assertThat(FileTrouble.why(quota)).isEqualTo("no space is left on its disk: /store/x");
    assertThat(plain).matches(FileTrouble::full);
    assertThat(new IllegalStateException(named)).matches(FileTrouble::full);
    assertThat(new FileTrouble("Cannot write /store", quota)).matches(FileTrouble::full);
    assertThat(new IOException("it is truncated")).matches(error -> !FileTrouble.full(error));
    assertThat(new IllegalStateException("No space left on device"))
        .as("said by somebody else")
        .matches(error -> !FileTrouble.full(error));
  }

  @Test
  void theSentenceNamesThePlaceOnce() {
    assertThat(new FileTrouble("Cannot read /store", new AccessDeniedException("/store")))
        .hasMessage("Cannot read /store: permission denied");
    assertThat(new FileTrouble("Cannot read /store", new AccessDeniedException("/store/trials")))
        .hasMessage("Cannot read /store: permission denied: /store/trials");
    assertThat(
            new FileTrouble(
                "Cannot read MNIST",
                new IOException("x", new Refused("Cannot read a.gz: 3 bytes are missing"))))
        .hasMessage("Cannot read a.gz: 3 bytes are missing");
  }

  @Test
  void onlyTypesMadeForUsersAreTold() {
    Refused refused = new Refused("Cannot go: it rains", new IllegalStateException("a bug"));
    assertThat(Told.of(new IllegalStateException("Cannot invoke \"x\"", refused)))
        .map(Told::getMessage)
        .contains("Cannot go: it rains");
    assertThat(Told.of(new IllegalStateException("Cannot invoke \"x\""))).isEmpty();
  }
}
