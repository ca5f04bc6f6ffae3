package io.sluice.project.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids of new things. */
public final class Ids {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 10;

  private Ids() {}

  /** Made from the command's id, so that a repeated creation creates the same and not another. */
  public static String of(String prefix, Caller caller) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((prefix + caller.commandId()).getBytes(UTF_8));
      var id = new StringBuilder(prefix);
      for (int i = 0; i < LENGTH; i++) {
        id.append(DIGITS.charAt(digest[i] & 31));
      }
      return id.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
