package io.sluice.connector.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Values in eight bytes each. */
final class Digests {
  /** Of a value that is not known. */
  static final long UNKNOWN = 0;

  private Digests() {}

  static long of(String value) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
      long first = ByteBuffer.wrap(digest).getLong();
      return first == UNKNOWN ? 1 : first;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a row in one text; what is not known of it is as another has it. */
  static String text(long[] digests, long @Nullable [] other) {
    var text = new StringBuilder();
    for (int i = 0; i < digests.length; i++) {
      text.append(digests[i] == UNKNOWN && other != null ? other[i] : digests[i]).append(' ');
    }
    return text.toString();
  }
}
