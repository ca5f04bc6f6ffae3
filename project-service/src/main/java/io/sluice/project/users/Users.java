package io.sluice.project.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The users, and what Spring Security asks about them. */
@Component
public class Users implements UserDetailsService, UserDetailsPasswordService {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");
  private static final String ADMINS =
      "select * from account where role = 'ADMIN' and enabled and kind = 'BUILT_IN' ";

  private static final int SHORTEST = 12;

  /** What bcrypt reads of a password; more would be silently without effect. */
  private static final int MOST_BYTES = 72;

  private final JdbcClient jdbc;
  private final PasswordEncoder encoder;
  private final FindByIndexNameSessionRepository<? extends Session> sessions;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

  Users(
      JdbcClient jdbc,
      PasswordEncoder encoder,
      FindByIndexNameSessionRepository<? extends Session> sessions,
      TransactionTemplate transaction,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.encoder = encoder;
    this.sessions = sessions;
    this.transaction = transaction;
    this.clock = clock;
  }

  List<User> list() {
    return jdbc.sql("select * from account order by lower(name)").query(Users::user).list();
  }

  /** The name in any case. */
  public Optional<User> find(String name) {
    return jdbc.sql("select * from account where lower(name) = lower(?)")
        .param(name)
        .query(Users::user)
        .optional();
  }

  public User require(String name) {
    return find(name)
        .orElseThrow(() -> new SluiceException(ErrorCode.UNKNOWN_ID, "there is no user " + name));
  }

  /**
   * @throws SluiceException INVALID_INPUT, NAME_TAKEN
   */
  public User create(String name, Role role, String password, String by) {
    checkName(name);
    checkPassword(password);
    try {
      jdbc.sql(
              """
              insert into account (name, kind, password, role, created_by, created_at)
              values (?, 'BUILT_IN', ?, ?, ?, ?)""")
          .params(name, encoder.encode(password), role.name(), by, clock.instant().atOffset(UTC))
          .update();
    } catch (DuplicateKeyException e) {
      throw new SluiceException(ErrorCode.NAME_TAKEN, "there is a user " + name, e);
    }
    return require(name);
  }

  /**
   * @return false when there is one of this name already, of whatever password
   */
  boolean createFirst(String name, Role role, String password) {
    checkPassword(password);
    return jdbc.sql(
                """
                insert into account (name, kind, password, role, created_by, created_at)
                values (?, 'BUILT_IN', ?, ?, 'sluice', ?) on conflict do nothing""")
            .params(name, encoder.encode(password), role.name(), clock.instant().atOffset(UTC))
            .update()
        > 0;
  }

  /**
   * One who was let in by the provider: made when he comes for the first time, and with the role
   * that the provider gives him now.
   *
   * @throws SluiceException NAME_TAKEN when a built-in user has the name
   */
  public User fromProvider(String name, Role role, String provider) {
    checkName(name);
    jdbc.sql(
            """
            insert into account (name, kind, role, created_by, created_at)
            values (?, 'OIDC', ?, ?, ?)
            on conflict (lower(name)) do update set role = excluded.role where account.kind = 'OIDC'""")
        .params(name, role.name(), provider, clock.instant().atOffset(UTC))
        .update();
    User user = require(name);
    if (user.kind() != User.Kind.OIDC) {
      throw new SluiceException(ErrorCode.NAME_TAKEN, "a built-in user is called " + name);
    }
    return user;
  }

  /**
   * @param role null to leave it
   * @param enabled null to leave it
   * @param password null to leave it
   * @throws SluiceException UNKNOWN_ID, INVALID_INPUT, NOT_ALLOWED_NOW when no admin would be left
   */
  public User change(
      String name, @Nullable Role role, @Nullable Boolean enabled, @Nullable String password) {
    User user = require(name);
    if (user.kind() == User.Kind.OIDC && (role != null || password != null)) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the provider says the role and keeps the password of " + name);
    }
    if (password != null) {
      checkPassword(password);
    }
    String encoded = password == null ? null : encoder.encode(password);
    leavingAnAdmin(
        () ->
            jdbc.sql(
                    """
                    update account set role = coalesce(:role, role),
                      enabled = coalesce(:enabled, enabled), password = coalesce(:password, password)
                    where name = :name""")
                .param("role", role == null ? null : role.name(), Types.VARCHAR)
                .param("enabled", enabled, Types.BOOLEAN)
                .param("password", encoded, Types.VARCHAR)
                .param("name", user.name())
                .update());
    endSessions(user.name());
    return require(user.name());
  }

  /** His tokens go with him. */
  void delete(String name) {
    User user = require(name);
    leavingAnAdmin(
        () -> jdbc.sql("delete from account where name = ?").param(user.name()).update());
    endSessions(user.name());
  }

  void endSessions(String name) {
    sessions.findByPrincipalName(name).keySet().forEach(sessions::deleteById);
  }

  public void signedIn(String name) {
    jdbc.sql("update account set last_sign_in_at = ? where name = ?")
        .params(clock.instant().atOffset(UTC), name)
        .update();
  }

  boolean isEmpty() {
    return jdbc.sql("select count(*) from account").query(Long.class).single() == 0;
  }

  /** One who may everything. */
  User anAdmin() {
    return jdbc.sql(ADMINS + "order by created_at limit 1").query(Users::user).single();
  }

  /** All rows are held, so that two changes at once cannot each count on the other's admin. */
  private void leavingAnAdmin(Runnable change) {
    transaction.executeWithoutResult(
        _ -> {
          jdbc.sql("select name from account order by name for update").query(String.class).list();
          change.run();
          if (jdbc.sql(ADMINS + "limit 1").query(Users::user).optional().isEmpty()) {
            throw new SluiceException(
                ErrorCode.NOT_ALLOWED_NOW, "the last built-in admin has to stay one");
          }
        });
  }

  @Override
  public UserDetails loadUserByUsername(String name) {
    return jdbc.sql("select * from account where lower(name) = lower(?)")
        .param(name)
        .query(Users::details)
        .optional()
        .orElseThrow(() -> new UsernameNotFoundException("no such user"));
  }

  /** Called when the password was right and another encoding is better by now. */
  @Override
  public UserDetails updatePassword(UserDetails user, @Nullable String encoded) {
    jdbc.sql("update account set password = :password where name = :name")
        .param("password", encoded, Types.VARCHAR)
        .param("name", user.getUsername())
        .update();
    return loadUserByUsername(user.getUsername());
  }

  private static UserDetails details(ResultSet row, int number) throws SQLException {
    String password = row.getString("password");
    return org.springframework.security.core.userdetails.User.withUsername(row.getString("name"))
        .password(password == null ? "{noop}" : password)
        .disabled(!row.getBoolean("enabled") || password == null)
        .authorities(List.of())
        .build();
  }

  /** The names of tokens are of the same form. */
  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field 'name' must look like " + NAME.pattern());
    }
  }

  private static void checkPassword(String password) {
    if (password.codePointCount(0, password.length()) < SHORTEST
        || password.getBytes(UTF_8).length > MOST_BYTES) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "a password has %d characters at least and %d bytes at most"
              .formatted(SHORTEST, MOST_BYTES));
    }
  }

  private static User user(ResultSet row, int number) throws SQLException {
    var lastSignIn = row.getObject("last_sign_in_at", OffsetDateTime.class);
    return new User(
        row.getString("name"),
        User.Kind.valueOf(row.getString("kind")),
        Role.valueOf(row.getString("role")),
        row.getBoolean("enabled"),
        row.getString("created_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        lastSignIn == null ? null : lastSignIn.toInstant());
  }
}
