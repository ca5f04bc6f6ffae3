package io.sluice.project.users;

import io.sluice.files.OwnerFile;
import io.sluice.project.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
    String password;
    try {
      password = OwnerFile.password(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the file with the first password: " + file, e);
    }
    if (users.createFirst(NAME, Role.ADMIN, password)) {
      LOG.info("The first user is '{}'; the password is in {}", NAME, file);
    }
  }
}
