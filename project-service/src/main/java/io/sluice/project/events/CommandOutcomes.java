package io.sluice.project.events;

import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.projections.Changes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks up, and waits for, what became of a command. */
@Component
public class CommandOutcomes {
  private final JdbcClient jdbc;
  private final Changes changes;

  CommandOutcomes(JdbcClient jdbc, Changes changes) {
    this.jdbc = jdbc;
    this.changes = changes;
  }

  /** Empty when there is none yet, or no such command. */
  public Optional<CommandState> find(String commandId) {
    return jdbc.sql("select * from command_outcome where command_id = ?")
        .param(commandId)
        .query((row, _) -> decided(row))
        .optional();
  }

  /** As {@link #find}, but a command that was sent from here and has no outcome is pending. */
  public Optional<CommandState> look(String commandId) {
    return find(commandId).or(() -> pending(commandId));
  }

  /** Empty when time was up first. */
  public Optional<CommandState> await(String commandId, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      long seen = changes.count();
      var found = find(commandId);
      long left = deadline - System.nanoTime();
      if (found.isPresent() || left <= 0 || !changes.isRunning()) {
        return found;
      }
      changes.await(seen, Duration.ofNanos(left));
    }
  }

  private Optional<CommandState> pending(String commandId) {
    return jdbc.sql("select * from command_sent where command_id = ?")
        .param(commandId)
        .query(
            (row, _) ->
                new CommandState(
                    row.getString("command_id"),
                    row.getString("subject"),
                    CommandStatus.PENDING,
                    null,
                    null,
                    null,
                    row.getObject("sent_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  private static CommandState decided(ResultSet row) throws SQLException {
    String failure = row.getString("failure");
    return new CommandState(
        row.getString("command_id"),
        row.getString("subject"),
        CommandStatus.valueOf(row.getString("outcome")),
        row.getString("event_id"),
        row.getString("event_type"),
        failure == null ? null : Json.LENIENT.readValue(failure, Failure.class),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
