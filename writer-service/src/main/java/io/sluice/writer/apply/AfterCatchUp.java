package io.sluice.writer.apply;

import io.sluice.component.TaskContext;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.DatabaseRole;
import io.sluice.writer.postgres.schema.ForeignKeys;
import io.sluice.writer.postgres.schema.Sequences;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is kept right beside the rows: sequences go along with those of the source, now and then and
 * at the end of a run; foreign keys are validated once the log was applied up to the end. Neither
 * is worth stopping for: what fails is said, and tried again at its next time.
 *
 * <p>Validation is done on a thread of its own, which {@link #close} ends with its connection.
 */
final class AfterCatchUp implements AutoCloseable {
  private static final long INTERVAL = Duration.ofSeconds(30).toNanos();

  private final TaskContext context;
  private final Function<DatabaseRole, Connection> databases;
  private final AtomicReference<@Nullable Connection> validating = new AtomicReference<>();
  private @Nullable Sequences sequences;
  private @Nullable Thread validation;
  private long next = System.nanoTime();

  /** What did not answer a moment ago must not hold up the end of a run. */
  private boolean answered = true;

  AfterCatchUp(TaskContext context, Function<DatabaseRole, Connection> databases) {
    this.context = context;
    this.databases = databases;
  }

  /** To be called often, between transactions of the destination. */
  void look() {
    long now = System.nanoTime();
    if (now - next < 0 || !context.meter().hasCaughtUp()) {
      return;
    }
    next = now + INTERVAL;
    advance();
    if (validation == null) {
      validation =
          Thread.ofVirtual()
              .name(context.spec().componentId() + "-validation")
              .start(this::validate);
    }
  }

  /** For the last time in this run, as after it the destination may be written to by others. */
  void end() {
    if (answered) {
      advance();
    }
  }

  private void advance() {
    if (sequences != null && sequences.isEmpty()) {
      return;
    }
    answered = false;
    try (Connection source = databases.apply(DatabaseRole.SOURCE);
        Connection destination = databases.apply(DatabaseRole.DESTINATION)) {
      Sequences known = sequences;
      if (known == null) {
        known = Sequences.of(source, destination, context.spec());
        sequences = known;
      }
      if (!known.isEmpty()) {
        known.advance(source, destination);
      }
      answered = true;
    } catch (SluiceException e) {
      said("sequences were not advanced: " + e.failure().code() + " " + e.failure().detail());
    } catch (SQLException e) {
      said("sequences were not advanced, SQLSTATE " + e.getSQLState());
    }
  }

  private void validate() {
    try (Connection destination = databases.apply(DatabaseRole.DESTINATION)) {
      validating.set(destination);
      destination.setNetworkTimeout(Runnable::run, 0);
      ForeignKeys.validate(
          destination,
          context.spec().componentId(),
          why -> said("foreign key left unvalidated: " + why));
    } catch (SluiceException | SQLException e) {
      if (!context.stopping()) {
        said("foreign keys were not validated; the next run tries again");
      }
    }
  }

  private void said(String text) {
    context.log(LogLine.Level.WARN, text);
  }

  @Override
  public void close() {
    Connection open = validating.get();
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        said("a connection could not be ended, SQLSTATE " + e.getSQLState());
      }
    }
  }
}
