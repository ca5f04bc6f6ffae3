package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.Publication;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a table is in the log is filtered by the source. */
class FilteredLogIT {
  private final Database source = PostgresFixture.database("store");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);

  @Test
  void aRowThatComesToMeetTheFilterIsInsertedAndOneThatCeasesToIsDeleted() throws Exception {
    source.execute(
        "create table t (id int primary key, open bool)", "alter table t replica identity full");
    var spec = spec("open", SyncOptions.DEFAULT.changes());
    try (var log = new PulledLog(store);
        var _ = RunningStore.streaming(source, spec)) {
      source.execute("insert into t values (1, true), (2, false)");
      source.execute("update t set open = true where id = 2");
      source.execute("update t set open = false where id = 1");
      source.execute("update t set open = false where id = 1");
      source.execute("update t set id = 3 where id = 2");
      assertThat(texts(log, 4))
          .containsExactly(
              "INSERT t (1,t)", "INSERT t (2,t)", "DELETE t (1,t)", "UPDATE t (2,t) (3,t)");
    }
    RunningStore.destroy(source, spec);
  }

  @Test
  void anotherFilterIsTakenByTheNextRunAndTheSameOneLeavesThePublicationAlone() throws Exception {
    source.execute("create table t (id int primary key, v text)");
    var spec = spec("id > 5", SyncOptions.DEFAULT.changes());
    RunningStore.streaming(source, spec).close();
    String before = version();
    RunningStore.streaming(source, spec).close();
    assertThat(version()).isEqualTo(before);

    var other = spec("id > 7", SyncOptions.DEFAULT.changes());
    RunningStore.streaming(source, other).close();
    assertThat(filter()).contains("7");
    var all = spec(null, SyncOptions.DEFAULT.changes());
    RunningStore.streaming(source, all).close();
    assertThat(filter()).isEmpty();
    RunningStore.streaming(source, spec).close();
    assertThat(filter()).contains("5");
    RunningStore.destroy(source, spec);
  }

  @Test
  void kindsOfChangeThatAreNotWantedDoNotCome() throws Exception {
    source.execute("create table t (id int primary key, v text)");
    var spec = spec(null, Set.of(ChangeKind.INSERT, ChangeKind.UPDATE));
    try (var log = new PulledLog(store);
        var _ = RunningStore.streaming(source, spec)) {
      source.execute("insert into t values (1, 'a')");
      source.execute("delete from t");
      source.execute("truncate t");
      source.execute("insert into t values (2, 'b')");
      assertThat(texts(log, 2)).containsExactly("INSERT t (1,a)", "INSERT t (2,b)");
    }
    RunningStore.destroy(source, spec);
  }

  private static Stream<String> texts(PulledLog log, int transactions) {
    return log.transactions(transactions).stream().flatMap(one -> one.texts().stream());
  }

  private String version() throws SQLException {
    return source.query("select string_agg(xmin::text, ',') from pg_publication_rel");
  }

  private String filter() throws SQLException {
    return source.query(
        "select coalesce(max(rowfilter), '') from pg_publication_tables where pubname = '"
            + Publication.name(store)
            + "'");
  }

  private ComponentSpec spec(@Nullable String filter, Set<ChangeKind> changes) {
    var t = new TableName("public", "t");
    var spec = RunningStore.spec(store, List.of(new TableMapping(t, t, null, filter)));
    return new ComponentSpec(
        spec.componentId(),
        spec.kind(),
        spec.projectId(),
        spec.projectName(),
        spec.region(),
        spec.storeId(),
        spec.source(),
        spec.destination(),
        spec.tables(),
        SyncOptions.DEFAULT.with(changes),
        spec.revision(),
        spec.mergesInto());
  }
}
