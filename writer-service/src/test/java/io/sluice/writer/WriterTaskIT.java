package io.sluice.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.change.LogEntry;
import io.sluice.component.Task;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.datasource.DataSources;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.storelog.StoreLogTopic;
import io.sluice.storelog.StoreLogWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class WriterTaskIT {
  private final Database source = PostgresFixture.database("task_source");
  private final Database destination = PostgresFixture.database("task_destination");

  @Test
  void afterFullSynchronizationTheLogIsReadFromShortlyBeforeIt() throws Exception {
    var now = Instant.now();
    String name = "offset" + ProcessHandle.current().pid();
    StoreLogTopic.ensure(KafkaFixture.client(), "s-" + name, Duration.ofHours(2));
    try (var log = new StoreLogWriter(KafkaFixture.client(), "s-" + name)) {
      log.write(new LogEntry.Heartbeat(1, now.minusSeconds(3600)));
      log.write(new LogEntry.Heartbeat(2, now.minusSeconds(200)));
      log.write(new LogEntry.Heartbeat(3, now));
    }
    source.execute("create table t (id int primary key)", "insert into t values (1), (2)");
    var spec = Specs.spec(name, SyncOptions.DEFAULT, TableMapping.same("public", "t"));
    var task = task();

    task.run(new RecordedRun(Step.SCHEMA, 1, spec));
    task.run(new RecordedRun(Step.FULL, 2, spec));

    assertThat(destination.query("select count(*) from t")).isEqualTo("2");
    // Each write of the log is followed by the marker that ends its transaction.
    assertThat(destination.query("select log_offset from sluice.checkpoint")).isEqualTo("2");
    assertThat(task.available(spec)).isNotNull();
  }

  @Test
  void aWriterThatIsDestroyedLeavesTheDataAndNothingElse() throws Exception {
    source.execute("create table t (id int primary key)", "insert into t values (1)");
    ComponentSpec spec =
        Specs.spec("destroyed", Specs.withoutLog(), TableMapping.same("public", "t"));
    var task = task();
    task.run(new RecordedRun(Step.SCHEMA, 1, spec));
    task.run(new RecordedRun(Step.FULL, 2, spec));

    task.destroy(new RecordedRun(Step.FULL, 3, spec));
    task.destroy(new RecordedRun(Step.FULL, 4, spec));

    assertThat(destination.query("select count(*) from t")).isEqualTo("1");
    assertThat(destination.query("select to_regnamespace('sluice')")).isEqualTo("null");
  }

  @Test
  void whoHoldsALockThatARunWaitsForIsTold() throws Exception {
    source.execute("create table t (id int primary key)", "insert into t values (1)");
    ComponentSpec spec = Specs.spec("locked", Specs.withoutLog(), TableMapping.same("public", "t"));
    task().run(new RecordedRun(Step.SCHEMA, 1, spec));
    var run = new RecordedRun(Step.FULL, 2, spec);
    try (var other = destination.connect()) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("lock table t in access exclusive mode");
      }
      var copying = Thread.ofPlatform().start(() -> copy(run));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> String.valueOf(run.telemetry().waitsFor()).contains("a lock on t"));
      assertThat(run.telemetry().waitsFor())
          .contains(
              "that process " + other.unwrap(PGConnection.class).getBackendPID() + " holds",
              "idle in transaction");
      other.rollback();
      copying.join();
    }
    assertThat(run.telemetry().waitsFor()).isNull();
    assertThat(destination.query("select count(*) from t")).isEqualTo("1");
  }

  private void copy(RecordedRun run) {
    try {
      task().run(run);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Task task() {
    var databases = Specs.databases(source, destination);
    return new WriterTask(
        DataSources.of(databases.source().settings(), databases.destination().settings()),
        KafkaFixture.client());
  }

  @Test
  void theServiceStartsAndEnds() {
    try (var context =
        WriterServiceApplication.application()
            .run(
                "--spring.kafka.bootstrap-servers=" + KafkaFixture.bootstrapServers(),
                "--sluice.region=writertask",
                "--sluice.partitions=2",
                "--sluice.secret-key=" + Base64.getEncoder().encodeToString(new byte[32]))) {
      assertThat(context.getBean(Task.class).kind()).isEqualTo(ComponentKind.WRITER);
    }
  }
}
