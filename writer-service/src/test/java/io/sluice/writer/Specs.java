package io.sluice.writer;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.postgres.Database;
import io.sluice.writer.postgres.CopyWorkers;
import java.util.List;
import java.util.Set;

/** What the writers of tests are to do. */
public final class Specs {
  private Specs() {}

  /** Schema and full synchronization alone: no log is needed. */
  public static SyncOptions withoutLog() {
    return options(SyncOptions.ConflictPolicy.OVERWRITE, 2, 0);
  }

  /** As {@link #withoutLog}, and neither foreign keys nor checks. */
  public static SyncOptions withoutConstraints() {
    return options(SyncOptions.ConflictPolicy.OVERWRITE, 2, 0, SyncOptions.ConstraintPolicy.OMIT);
  }

  public static SyncOptions options(
      SyncOptions.ConflictPolicy conflict, int concurrency, int rowsPerSecond) {
    return options(conflict, concurrency, rowsPerSecond, SyncOptions.DEFAULT.constraints());
  }

  private static SyncOptions options(
      SyncOptions.ConflictPolicy conflict,
      int concurrency,
      int rowsPerSecond,
      SyncOptions.ConstraintPolicy constraints) {
    return new SyncOptions(
        Set.of(Step.SCHEMA, Step.FULL),
        conflict,
        SyncOptions.Format.JSON,
        "{schema}.{table}",
        1,
        concurrency,
        rowsPerSecond,
        1,
        SyncOptions.DEFAULT.ddl(),
        constraints,
        null,
        null,
        null,
        null);
  }

  public static ComponentSpec spec(String name, SyncOptions options, TableMapping... tables) {
    return new ComponentSpec(
        "w-" + name,
        ComponentKind.WRITER,
        "p-" + name,
        name,
        "default",
        "s-" + name,
        "source",
        "destination",
        List.of(tables),
        options,
        null,
        null);
  }

  /** The first verification of this writer's tables. */
  public static ComponentSpec verifying(boolean followed, ComponentSpec writer) {
    return new ComponentSpec(
        ComponentKind.WRITER.verifierFor(writer.projectId(), 1),
        writer.kind(),
        writer.projectId(),
        writer.projectName(),
        writer.region(),
        writer.storeId(),
        writer.source(),
        writer.destination(),
        writer.tables(),
        writer.options().verifying(followed, 2, 0),
        null,
        null);
  }

  public static CopyWorkers.Databases databases(
      PostgresFixture.Database source, PostgresFixture.Database destination) {
    return new CopyWorkers.Databases(
        new Database(source.source("source")), new Database(destination.source("destination")));
  }
}
