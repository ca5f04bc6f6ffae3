package io.sluice.store;

import io.debezium.DebeziumException;
import io.sluice.change.LogEntry;
import io.sluice.component.Task;
import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableName;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.Publication;
import io.sluice.postgres.Published;
import io.sluice.postgres.SqlFailures;
import io.sluice.store.postgres.EngineSource;
import io.sluice.store.postgres.SourcePosition;
import io.sluice.store.postgres.slot.PartitionWatch;
import io.sluice.store.postgres.slot.Publishing;
import io.sluice.store.postgres.slot.Slot;
import io.sluice.store.postgres.slot.SlotCreation;
import io.sluice.store.postgres.slot.SlotGuard;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogPosition;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.StoreLogReader;
import io.sluice.storelog.StoreLogTopic;
import io.sluice.storelog.StoreLogWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a Store does: pulls the log of its source until it is told to stop. */
final class StoreTask implements Task {
  /** Finds a registered PostgreSQL. */
  interface Sources {
    Database require(String id);
  }

  private static final int CATALOG_TIMEOUT_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 50;

  /** A look at the catalog that takes longer finds a source that has fallen silent. */
  private static final int LOOK_TIMEOUT_MILLIS = 5_000;

  private static final Duration OLD_READER = Duration.ofSeconds(2);

  private final Sources sources;
  private final Map<String, Object> kafka;

  StoreTask(Sources sources, Map<String, Object> kafka) {
    this.sources = sources;
    this.kafka = Map.copyOf(kafka);
  }

  @Override
  public ComponentKind kind() {
    return ComponentKind.STORE;
  }

  @Override
  public void run(TaskContext context) throws InterruptedException {
    if (context.step() != Step.LOG_PULL) {
      throw new IllegalStateException("a Store does nothing but pull the log");
    }
    var spec = context.spec();
    var source = sources.require(spec.source());
    StoreLogTopic.ensure(
        kafka, spec.componentId(), Duration.ofHours(spec.options().logRetentionHours()));
    boolean afresh = false;
    do {
      afresh = pullFromItsEnd(context, source, afresh);
    } while (afresh && !context.stopping());
  }

  /**
   * @param afresh whether nobody who is still to be read can have written tables before they were
   *     published
   * @return true when the source has to be read afresh
   */
  private boolean pullFromItsEnd(TaskContext context, Database source, boolean afresh)
      throws InterruptedException {
    var spec = context.spec();
    try (var log = new StoreLogWriter(kafka, spec.componentId());
        var catalog = catalog(source, spec)) {
      var slot = new Slot(catalog, spec.componentId());
      // A slot that is made now begins behind whoever was writing.
      boolean made = log.position().equals(LogPosition.START) && slot.state() == null;
      var position = prepare(context, source, slot, log);
      if (position == null) {
        return false;
      }
      freeOfReaders(context, slot);
      var partitions = new PartitionWatch(catalog, context.spec().sourceTables());
      var parts = new Parts(source, catalog, slot, partitions, log);
      return pull(context, parts, position, made || afresh);
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    } catch (LogExpiredException e) {
      throw new SluiceException(
          ErrorCode.LOG_EXPIRED, "the log has expired, and the position in it", e);
    }
  }

  private record Parts(
      Database source,
      Connection catalog,
      Slot slot,
      PartitionWatch partitions,
      StoreLogWriter log) {}

  private boolean pull(TaskContext context, Parts parts, LogPosition position, boolean afresh)
      throws SQLException, InterruptedException {
    String id = context.spec().componentId();
    var slot = parts.slot();
    var start = SourcePosition.read(position.source());
    var identity = start.verified(parts.source());
    var tables = context.spec().sourceTables();
    var pull =
        new LogPull(
            parts.log(), position, identity, context.meter(), table -> wanted(slot, tables, table));
    var from = new SourcePosition(start.lsn(), identity);
    try (var engine = new EngineSource(parts.source(), id, from, pull);
        var held = new HeldRange(kafka, id, context.meter())) {
      try {
        var publishing = new Publishing(context, slot, pull::logged, afresh);
        return watch(context, parts, pull, engine, held, publishing);
      } catch (SQLException | SluiceException e) {
        engine.giveUp();
        throw e;
      }
    }
  }

  private static boolean watch(
      TaskContext context,
      Parts parts,
      LogPull pull,
      EngineSource engine,
      HeldRange held,
      Publishing publishing)
      throws SQLException, InterruptedException {
    parts.catalog().setNetworkTimeout(Runnable::run, LOOK_TIMEOUT_MILLIS);
    var guard = new SlotGuard(context, parts.slot(), pull::logged, pull::quietNanos);
    while (!context.stopping()) {
      if (engine.endsWithin(LOOK_MILLIS)) {
        var ended = ended(engine.failure());
        // Whoever took the log over moves the slot on, which is not lost for that.
        if (!(ended instanceof SluiceException known
            && known.failure().code() == ErrorCode.FENCED)) {
          guard.check();
        }
        throw ended;
      }
      parts.partitions().look();
      if (publishing.look()) {
        return true;
      }
      guard.look();
      held.look();
    }
    return false;
  }

  /**
   * Whether the changes of a table are logged. What the project gave up still comes from before
   * that, and the publication of another owner may have more tables; but what the project has may
   * not come under another name.
   */
  private static boolean wanted(Slot slot, Set<TableName> tables, TableName table) {
    if (tables.contains(table)) {
      return true;
    }
    try {
      var published = slot.published();
      if (published.contains(table) && !published.containsAll(tables)) {
        throw Slot.renamed(table);
      }
      return false;
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
  }

  /**
   * Slot and publication are made once, before the log's first entry, and never again. Null when
   * the Store is to stop.
   */
  private static @Nullable LogPosition prepare(
      TaskContext context, Database source, Slot slot, StoreLogWriter log)
      throws SQLException, InterruptedException {
    slot.publish(Published.of(context.spec().tables(), context.spec().options()));
    var state = slot.state();
    if (!log.position().equals(LogPosition.START)) {
      if (state == null
          || !state.finished()
          || state.lost()
          || state.confirmed() > lsn(log.position())) {
        throw new SluiceException(
            ErrorCode.SLOT_LOST, "slot " + Publication.name(context.spec().componentId()));
      }
      return log.position();
    }
    if (state != null && !state.finished()) {
      slot.endReader();
      freeOfReaders(context, slot);
      slot.drop();
      state = null;
    }
    Long begin =
        state == null ? new SlotCreation(context, source, slot).run() : (Long) state.confirmed();
    if (begin == null) {
      return null;
    }
    var identity = new SourcePosition(begin, null).verified(source);
    var position = new LogPosition(new SourcePosition(begin, identity).bytes(), begin - 1, 0, 0);
    log.append(new LogEntry.Heartbeat(begin, Instant.now()));
    log.commit(position);
    return position;
  }

  /** A run that was killed may still be reading as far as the source knows. */
  private static void freeOfReaders(TaskContext context, Slot slot)
      throws SQLException, InterruptedException {
    long start = System.nanoTime();
    boolean asked = false;
    while (!context.stopping()) {
      var state = slot.state();
      if (state == null || state.reader() == null) {
        return;
      }
      if (!asked && System.nanoTime() - start > OLD_READER.toNanos()) {
        slot.endReader();
        asked = true;
      }
      if (System.nanoTime() - start > 3 * OLD_READER.toNanos()) {
        throw new SluiceException(
            ErrorCode.SOURCE_UNREACHABLE, "the slot is in use by another reader");
      }
      LockSupport.parkNanos(Duration.ofMillis(LOOK_MILLIS).toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void destroy(TaskContext context) throws InterruptedException {
    var spec = context.spec();
    var source = sources.require(spec.source());
    try (var catalog = catalog(source, spec)) {
      var slot = new Slot(catalog, spec.componentId());
      if (slot.state() != null) {
        slot.endReader();
        freeOfReaders(context, slot);
        slot.drop();
      }
      slot.unpublish();
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
    StoreLogTopic.remove(kafka, spec.componentId());
  }

  @Override
  public @Nullable LogRange available(ComponentSpec spec) {
    return StoreLogReader.range(kafka, spec.storeId());
  }

  private static Connection catalog(Database source, ComponentSpec spec) throws SQLException {
    var connection = source.connect(DatabaseRole.SOURCE, "sluice " + spec.componentId());
    connection.setNetworkTimeout(Runnable::run, CATALOG_TIMEOUT_MILLIS);
    return connection;
  }

  private static long lsn(LogPosition position) {
    return SourcePosition.read(position.source()).lsn();
  }

  /** The engine wraps failures in failures; the one that says most is inside. */
  private static RuntimeException ended(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SluiceException known) {
        return known;
      }
      if (at instanceof SQLException sql) {
        return SqlFailures.classify(sql, ErrorCode.SOURCE_UNREACHABLE, null);
      }
      if (at instanceof IOException || (at instanceof DebeziumException && at.getCause() == null)) {
        return new SluiceException(ErrorCode.SOURCE_UNREACHABLE, "reading the log has ended", at);
      }
    }
    return failure == null
        ? new SluiceException(ErrorCode.SOURCE_UNREACHABLE, "reading the log has ended")
        : new IllegalStateException("the engine has failed", failure);
  }
}
