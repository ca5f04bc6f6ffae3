package io.sluice.project.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.access.Role;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tokens for programs: made, looked up, revoked. Of a token only its hash is kept. */
@Component
public class Tokens {
  /** Says to people and scanners of leaked secrets what it is. */
  static final String PREFIX = "sluice_";

  private static final int MOST_PROJECTS = 100;
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final JdbcClient jdbc;
  private final Users users;
  private final InstantSource clock;

  Tokens(JdbcClient jdbc, Users users, InstantSource clock) {
    this.jdbc = jdbc;
    this.users = users;
    this.clock = clock;
  }

  List<Token> list() {
    return jdbc.sql("select * from api_token order by lower(name)").query(Tokens::token).list();
  }

  /**
   * @param projects ids; null for all
   * @param expiresAt null for one that holds until it is revoked
   * @throws SluiceException INVALID_INPUT, NAME_TAKEN
   */
  public Token create(
      String name,
      Role role,
      @Nullable List<String> projects,
      @Nullable Instant expiresAt,
      String owner) {
    check(name, projects, expiresAt);
    String id = "t-" + HexFormat.of().formatHex(chance(6));
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(chance(BYTES));
    try {
      jdbc.sql(
              """
              insert into api_token (id, name, hash, role, projects, owner, created_at, expires_at)
              values (:id, :name, :hash, :role, :projects, :owner, :created, :expires)""")
          .param("id", id)
          .param("name", name)
          .param("hash", hash(token))
          .param("role", role.name())
          .param("projects", projects == null ? null : projects.toArray(String[]::new), Types.ARRAY)
          .param("owner", owner)
          .param("created", clock.instant().atOffset(UTC))
          .param(
              "expires",
              expiresAt == null ? null : expiresAt.atOffset(UTC),
              Types.TIMESTAMP_WITH_TIMEZONE)
          .update();
    } catch (DuplicateKeyException e) {
      throw new SluiceException(ErrorCode.NAME_TAKEN, "there is a token " + name, e);
    }
    var made = jdbc.sql("select * from api_token where id = ?").param(id).query(Tokens::token);
    return shown(made.single(), token);
  }

  /** A token for this process itself; the one that it had before holds no longer. */
  public String replace(String name) {
    jdbc.sql("delete from api_token where lower(name) = lower(?)").param(name).update();
    var made = create(name, Role.ADMIN, null, null, users.anAdmin().name());
    return Objects.requireNonNull(made.token());
  }

  /**
   * @return its name
   * @throws SluiceException UNKNOWN_ID
   */
  String revoke(String id) {
    return jdbc.sql("delete from api_token where id = ? returning name")
        .param(id)
        .query(String.class)
        .optional()
        .orElseThrow(() -> new SluiceException(ErrorCode.UNKNOWN_ID, "there is no token " + id));
  }

  /** Empty for a token that was never made, was revoked or expired, or whose owner may nothing. */
  public Optional<Access> find(String token) {
    Instant now = clock.instant();
    String hash = hash(token);
    var access =
        jdbc.sql(
                """
                select api_token.*, account.role as owner_role
                from api_token join account on account.name = owner and account.enabled
                where hash = ? and (expires_at is null or expires_at > ?)""")
            .params(hash, now.atOffset(UTC))
            .query(Tokens::access)
            .optional();
    if (access.isPresent()) {
      jdbc.sql(
              """
              update api_token set last_used_at = ?
              where hash = ? and (last_used_at is null or last_used_at < ?)""")
          .params(now.atOffset(UTC), hash, now.minusSeconds(60).atOffset(UTC))
          .update();
    }
    return access;
  }

  private static Access access(ResultSet row, int number) throws SQLException {
    Role owner = Role.valueOf(row.getString("owner_role"));
    Role role = Role.valueOf(row.getString("role"));
    List<String> projects = projects(row);
    return Access.ofToken(
        row.getString("name"),
        owner.covers(role) ? role : owner,
        projects == null ? null : Set.copyOf(projects));
  }

  private void check(String name, @Nullable List<String> projects, @Nullable Instant expiresAt) {
    Users.checkName(name);
    if (projects != null && (projects.isEmpty() || projects.size() > MOST_PROJECTS)) {
      throw invalid(
          "the field 'projects' names 1 to " + MOST_PROJECTS + " projects, or is left out");
    }
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw invalid("the field 'expiresAt' must be in the future");
    }
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }

  private byte[] chance(int bytes) {
    var made = new byte[bytes];
    random.nextBytes(made);
    return made;
  }

  private static String hash(String token) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Token shown(Token made, String token) {
    return new Token(
        made.id(),
        made.name(),
        made.role(),
        made.projects(),
        made.owner(),
        made.createdAt(),
        made.expiresAt(),
        null,
        token);
  }

  private static Token token(ResultSet row, int number) throws SQLException {
    return new Token(
        row.getString("id"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        projects(row),
        row.getString("owner"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "last_used_at"),
        null);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable List<String> projects(ResultSet row) throws SQLException {
    var ids = row.getArray("projects");
    return ids == null ? null : List.of((String[]) ids.getArray());
  }
}
