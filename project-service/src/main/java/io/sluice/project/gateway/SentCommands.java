package io.sluice.project.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers, for as long as commands are kept on their topics, what was sent under which id: a key
 * that comes again for the same is a repetition, for something else a mistake of the caller.
 */
@Component
class SentCommands {
  private static final Duration KEPT = Duration.ofDays(7);

  private final JdbcClient jdbc;
  private final InstantSource clock;

  SentCommands(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @throws SluiceException KEY_REUSED
   */
  void note(Caller caller, String subject, String type, Object content) {
    Instant now = clock.instant();
    String digest = digest(content);
    jdbc.sql("delete from command_sent where sent_at < ?")
        .param(now.minus(KEPT).atOffset(UTC))
        .update();
    jdbc.sql(
            """
            insert into command_sent (command_id, type, subject, digest, actor, sent_at)
            values (?, ?, ?, ?, ?, ?) on conflict (command_id) do nothing""")
        .params(caller.commandId(), type, subject, digest, caller.actor(), now.atOffset(UTC))
        .update();
    boolean same =
        jdbc.sql(
                """
                select type = ? and subject = ? and digest = ?
                from command_sent where command_id = ?""")
            .params(type, subject, digest, caller.commandId())
            .query(Boolean.class)
            .single();
    if (!same) {
      throw new SluiceException(
          ErrorCode.KEY_REUSED, "the key " + caller.commandId() + " belongs to another request");
    }
  }

  private static String digest(Object content) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest(Json.STRICT.writeValueAsString(content).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
