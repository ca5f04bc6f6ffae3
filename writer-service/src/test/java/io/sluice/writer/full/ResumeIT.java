package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResumeIT {
  private static final String CHECKSUM =
      "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from t";
  private static final String DONE =
      "select coalesce(string_agg(number || ' ' || snapshot, ',' order by number), '')"
          + " from sluice.chunk where done";

  private final Database source = PostgresFixture.database("resume_source");
  private final Database destination = PostgresFixture.database("resume_destination");
  private final ComponentSpec slow =
      Specs.spec(
          "resume",
          Specs.options(ConflictPolicy.OVERWRITE, 2, 150_000),
          TableMapping.same("public", "t"));
  private final ComponentSpec fast =
      Specs.spec("resume", Specs.withoutLog(), TableMapping.same("public", "t"));

  @BeforeEach
  void tables() throws Exception {
    source.execute(
        "create table t (id bigint primary key, v text)",
        "insert into t select i, md5(i::text) from generate_series(1, 500000) i");
    new SchemaSynchronization(Specs.databases(source, destination))
        .run(new RecordedRun(Step.SCHEMA, 1, fast));
  }

  private CompletableFuture<Void> start(RecordedRun context) {
    return CompletableFuture.runAsync(() -> run(context));
  }

  private void run(RecordedRun context) {
    try {
      new FullSynchronization(Specs.databases(source, destination), Map.of()).run(context);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String done() throws Exception {
    return destination.query(DONE);
  }

  private void awaitSomeChunks() {
    await().atMost(Duration.ofSeconds(90)).until(() -> !done().isEmpty());
  }

  private static SluiceException failureOf(CompletableFuture<Void> run) {
    var thrown = catchThrowableOfType(CompletionException.class, run::join);
    if (thrown.getCause() instanceof SluiceException failure) {
      return failure;
    }
    throw new AssertionError("not the failure of a run", thrown);
  }

  private void assertCompleteWithout(String doneBefore) throws Exception {
    assertThat(destination.query(CHECKSUM)).isEqualTo(source.query(CHECKSUM));
    assertThat(done()).contains(doneBefore.split(",", -1));
    assertThat(destination.query("select count(*) filter (where not done) from sluice.chunk"))
        .isEqualTo("0");
  }

  @Test
  void aRunThatIsStoppedIsResumedAtTheChunk() throws Exception {
    var context = new RecordedRun(Step.FULL, 2, slow);
    var run = start(context);
    awaitSomeChunks();
    context.stopping = true;
    run.join();

    assertThat(context.report).isEmpty();
    String before = done();
    assertThat(destination.query("select count(*) from t")).isNotEqualTo("500000");

    run(new RecordedRun(Step.FULL, 3, fast));
    assertCompleteWithout(before);
  }

  @Test
  void aRunWhoseConnectionsBreakInTheMiddleOfAChunkIsResumedAtTheChunk() throws Exception {
    var run = start(new RecordedRun(Step.FULL, 2, slow));
    awaitSomeChunks();
    destination.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'sluice w-resume 2' and datname = current_database()");

    var failure = failureOf(run);
    assertThat(failure.isTransient()).isTrue();
    assertThat(failure.failure().code()).isEqualTo(ErrorCode.DESTINATION_UNREACHABLE);
    String before = done();

    run(new RecordedRun(Step.FULL, 3, fast));
    assertCompleteWithout(before);
  }

  @Test
  void aSourceThatBreaksOffIsNamed() throws Exception {
    var run = start(new RecordedRun(Step.FULL, 2, slow));
    awaitSomeChunks();
    source.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'sluice w-resume 2' and datname = current_database()");

    assertThat(failureOf(run).failure().code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void aHigherEpochTakesOverAndTheEarlierOneWritesNothingMore() throws Exception {
    var earlier = start(new RecordedRun(Step.FULL, 2, slow));
    awaitSomeChunks();
    try (var connection = destination.connect()) {
      Checkpoint.claim(connection, "w-resume", 3, 1);
    }
    String rows = destination.query("select count(*) from t");
    String before = done();
    assertThat(failureOf(earlier).failure().code())
        .isIn(ErrorCode.DESTINATION_UNREACHABLE, ErrorCode.FENCED);
    assertThat(destination.query("select count(*) from t")).isEqualTo(rows);

    var late =
        catchThrowableOfType(SluiceException.class, () -> run(new RecordedRun(Step.FULL, 2, fast)));
    assertThat(late.failure().code()).isEqualTo(ErrorCode.FENCED);

    run(new RecordedRun(Step.FULL, 4, fast));
    assertCompleteWithout(before);
  }

  @Test
  void progressIsToldWhileItGoesOn() throws Exception {
    var context = new RecordedRun(Step.FULL, 2, slow);
    var run = start(context);
    await().until(() -> context.telemetry().rows() > 0);
    var first = context.telemetry().tables().getFirst();
    run.join();

    assertThat(context.report.get("public.t")).matches("500000 rows in [456] chunks");
    var last = context.telemetry().tables().getFirst();
    assertThat(last.completed()).isTrue();
    assertThat(last.rowsDone()).isEqualTo(500_000);
    assertThat(first.completed()).isFalse();
    assertThat(first.rowsEstimate()).isBetween(450_000L, 550_000L);
  }

  @Test
  void columnsThatChangeWhileRowsAreCopiedStopItUntilThatIsUndone() throws Exception {
    var crawling =
        Specs.spec(
            "resume",
            Specs.options(ConflictPolicy.OVERWRITE, 1, 40_000),
            TableMapping.same("public", "t"));
    var run = start(new RecordedRun(Step.FULL, 2, crawling));
    awaitSomeChunks();
    source.execute("alter table t add w int default 5");
    assertThat(failureOf(run).failure().detail()).contains("has changed its columns");

    String before = done();
    var again = start(new RecordedRun(Step.FULL, 3, fast));
    assertThat(failureOf(again).failure().code()).isEqualTo(ErrorCode.SCHEMA_INCOMPATIBLE);
    assertThat(done()).isEqualTo(before);

    source.execute("alter table t drop w");
    run(new RecordedRun(Step.FULL, 4, fast));
    assertCompleteWithout(before);
  }
}
