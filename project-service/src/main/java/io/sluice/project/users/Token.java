package io.sluice.project.users;

import io.sluice.project.access.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token for a program, as the API shows it.
 *
 * @param projects ids of the only ones it is for; null for all
 * @param owner the user who made it: it holds no longer than he, and no more than he may
 * @param token the token itself in the answer that made it, null ever after
 * @param lastUsedAt to the minute
 */
public record Token(
    String id,
    String name,
    Role role,
    @Nullable List<String> projects,
    String owner,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable String token) {}
