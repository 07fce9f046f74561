package org.tombola.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short hashes that identify. */
final class Hash {
  /** Digits of a trial's id. */
  static final int TRIAL = 16;

  /** Digits of a stage's fingerprint. */
  static final int STAGE = 20;

  private Hash() {}

  /** The first hexadecimal digits of a text's SHA-256. */
  static String of(String text, int digits) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot identify anything: this JVM has no SHA-256", e);
    }
  }
}
