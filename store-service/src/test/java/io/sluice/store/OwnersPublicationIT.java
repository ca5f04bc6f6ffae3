package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.Publication;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user that may read and replicate, and owns nothing: the owner of the tables publishes them. */
class OwnersPublicationIT {
  private final Database source = PostgresFixture.database("store");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);
  private final String user = "cdc_" + store.substring(2).replace('-', '_');
  private final Database limited =
      new Database(source.host(), source.port(), source.name(), user, "cdc");

  @BeforeEach
  void makeUser() throws SQLException {
    source.execute(
        "create role %s login replication password 'cdc'".formatted(user),
        "create table t(id int primary key, v text)",
        "create table u(id int primary key)",
        "grant select on t, u to " + user);
  }

  @AfterEach
  void dropUser() throws SQLException {
    source.execute("drop owned by " + user, "drop role " + user);
  }

  @Test
  void itSaysWhatTheOwnerHasToRunAndGoesOnFromThere() throws Exception {
    var spec = RunningStore.spec(store, "t", "u");
    source.execute(missing(RunningStore.start(limited, spec)));

    try (var log = new PulledLog(store);
        var _ = RunningStore.streaming(limited, spec)) {
      source.execute("insert into t values (1, 'a')");
      assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT t (1,a)");
    }
    RunningStore.destroy(limited, spec);
    assertThat(publications()).isEqualTo("1");
  }

  @Test
  void oneThatLeavesChangesOutIsNotTaken() throws Exception {
    var spec = RunningStore.spec(store, "t", "u");
    String name = Publication.name(store);
    source.execute("create publication %s for table t where (id > 5)".formatted(name));
    String again = missing(RunningStore.start(limited, spec));
    assertThat(again).contains("drop table \"public\".\"t\";", "add table only");

    source.execute(
        "drop publication " + name,
        "create publication %s for table t with (publish = 'insert')".formatted(name));
    String add = missing(RunningStore.start(limited, spec));
    assertThat(add).contains("add table only \"public\".\"u\";", "publish = 'insert, update,");
    source.execute(add);
    RunningStore.streaming(limited, spec).close();
    RunningStore.destroy(limited, spec);
  }

  @Test
  void itMayHaveTablesThatAreNotTheProjects() throws Exception {
    var spec = RunningStore.spec(store, "t");
    source.execute(
        "create publication %s for table t, u with (publish_via_partition_root = true)"
            .formatted(Publication.name(store)));
    try (var log = new PulledLog(store);
        var _ = RunningStore.streaming(limited, spec)) {
      source.execute("insert into u values (1)", "insert into t values (1, 'a')");
      assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT t (1,a)");
    }
    RunningStore.destroy(limited, spec);
  }

  /** The statement that the Store waits for. */
  private static String missing(RunningStore waiting) {
    assertThat(waiting.failure()).isInstanceOf(SluiceException.class);
    var failure = ((SluiceException) waiting.failure()).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PUBLICATION_INCOMPLETE);
    return String.valueOf(failure.detail());
  }

  private String publications() throws SQLException {
    return source.query(
        "select count(*) from pg_publication where pubname = '" + Publication.name(store) + "'");
  }
}
