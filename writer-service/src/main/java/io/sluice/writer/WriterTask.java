package io.sluice.writer;

import io.sluice.component.Task;
import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSources;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.SqlFailures;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.StoreLogReader;
import io.sluice.writer.apply.IncrementalApply;
import io.sluice.writer.full.FullSynchronization;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.LockWatch;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import io.sluice.writer.verify.Verification;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a JDBCWriter does, step by step. */
final class WriterTask implements Task {
  private final DataSources dataSources;
  private final Map<String, Object> kafka;

  WriterTask(DataSources dataSources, Map<String, Object> kafka) {
    this.dataSources = dataSources;
    this.kafka = Map.copyOf(kafka);
  }

  @Override
  public ComponentKind kind() {
    return ComponentKind.WRITER;
  }

  @Override
  public void run(TaskContext context) throws InterruptedException {
    switch (context.step()) {
      case SCHEMA -> new SchemaSynchronization(databases(context.spec())).run(context);
      case FULL -> {
        try (var _ = lockWatch(context)) {
          new FullSynchronization(databases(context.spec()), kafka).run(context);
        }
      }
      case INCREMENTAL -> {
        try (var _ = lockWatch(context)) {
          new IncrementalApply(dataSources, kafka).run(context);
        }
      }
      case VERIFY -> new Verification(databases(context.spec())).run(context);
      case LOG_PULL -> throw new IllegalStateException("a writer does not pull a log");
    }
  }

  private LockWatch lockWatch(TaskContext context) {
    String sessions = Checkpoint.applicationName(context.spec().componentId(), context.epoch());
    return new LockWatch(destination(context.spec()), sessions, context.meter());
  }

  /** Leaves the data where it is: it is the user's now. */
  @Override
  public void destroy(TaskContext context) {
    var spec = context.spec();
    try (var connection =
        destination(spec)
            .connect(
                DatabaseRole.DESTINATION,
                Checkpoint.applicationName(spec.componentId(), context.epoch()))) {
      Checkpoint.remove(connection, spec.componentId());
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.DESTINATION_UNREACHABLE, null);
    }
  }

  @Override
  public @Nullable LogRange available(ComponentSpec spec) {
    return StoreLogReader.range(kafka, spec.storeId());
  }

  private CopyWorkers.Databases databases(ComponentSpec spec) {
    return new CopyWorkers.Databases(
        Database.require(dataSources, spec.source()), destination(spec));
  }

  private Database destination(ComponentSpec spec) {
    String id = spec.destination();
    if (id == null) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "writer " + spec.componentId() + " has no destination");
    }
    return Database.require(dataSources, id);
  }
}
