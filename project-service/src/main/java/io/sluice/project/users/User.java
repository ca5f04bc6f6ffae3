package io.sluice.project.users;

import io.sluice.project.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user as the API shows him.
 *
 * @param enabled false for one who may not sign in, and whose tokens do not hold
 * @param createdBy the actor; the provider for one who came from there
 */
public record User(
    String name,
    Kind kind,
    Role role,
    boolean enabled,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastSignInAt) {
  /** Where he proves who he is. */
  public enum Kind {
    BUILT_IN,
    OIDC
  }
}
