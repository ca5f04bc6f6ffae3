package io.sluice.project.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.project.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Makes the user {@code admin} when there is nobody yet. The password is in its file before the
 * user is made: a crash between the two leaves a password for a user to come, never a user whose
 * password nobody knows.
 */
@Component
class FirstAdmin implements SmartInitializingSingleton {
  static final String NAME = "admin";
  private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
  private static final int BYTES = 18;

  private final Users users;
  private final UserSettings settings;

  FirstAdmin(Users users, UserSettings settings) {
    this.users = users;
    this.settings = settings;
  }

  /** Before the web server listens. */
  @Override
  public void afterSingletonsInstantiated() {
    if (!users.isEmpty()) {
      return;
    }
    Path file = settings.initialPasswordFile().toAbsolutePath();
    String password = password(file);
    if (users.createFirst(NAME, Role.ADMIN, password)) {
      LOG.info("The first user is '{}'; the password is in {}", NAME, file);
    }
  }

  /** The one that is there already, or a new one in a file that only its owner can read. */
  private static String password(Path file) {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(file, create, ownerOnly)) {
      channel.write(ByteBuffer.wrap((made + "\n").getBytes(US_ASCII)));
      return made;
    } catch (FileAlreadyExistsException e) {
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the file for the first password cannot be made: " + file, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the file with the first password cannot be read: " + file, e);
    }
  }
}
