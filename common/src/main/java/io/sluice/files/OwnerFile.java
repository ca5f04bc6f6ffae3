package io.sluice.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A file that only its owner reads, from its first byte on. */
public final class OwnerFile {
  private static final int PASSWORD_BYTES = 24;

  private OwnerFile() {}

  /**
   * Makes the file, whole, unless there is one; who comes second leaves the first one's.
   *
   * @return what is in it now
   */
  public static String makeOnce(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Path made = write(file, text);
      try {
        Files.createLink(file, made);
      } catch (FileAlreadyExistsException e) {
        // Somebody was quicker.
      } finally {
        Files.delete(made);
      }
    }
    return Files.readString(file);
  }

  /** A password that is in the file, of chance when it was not there before. */
  public static String password(Path file) throws IOException {
    return makeOnce(file, random(PASSWORD_BYTES) + "\n").strip();
  }

  /** Replaces what is there, whole or not at all. */
  public static void replace(Path file, String text) throws IOException {
    Files.move(
        write(file, text),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Letters, digits, dashes and underscores. */
  private static String random(int bytes) {
    var chance = new byte[bytes];
    new SecureRandom().nextBytes(chance);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
  }

  /** Beside the file, under a name that nobody else has. */
  private static Path write(Path file, String text) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + "." + random(6));
    var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(made, create, ownerOnly)) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
    return made;
  }
}
