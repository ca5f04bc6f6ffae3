package io.sluice.store.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to one partition as a whole is not in the log. */
class PartitionWatchIT {
  private final Database source = PostgresFixture.database("store");
  private Connection connection;
  private PartitionWatch watch;

  @BeforeEach
  void makeTables() throws Exception {
    source.execute(
        "create table m(id int primary key) partition by range (id)",
        "create table m1 partition of m for values from (0) to (10)",
        "create table m2 partition of m for values from (10) to (20)",
        "create table m3(id int primary key)",
        "insert into m values (1), (2), (11)",
        "delete from m where id = 11",
        "vacuum m2",
        "insert into m3 values (21)");
    connection = source.connect();
    watch = new PartitionWatch(connection, List.of(new TableName("public", "m")));
    watch.lookNow();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "truncate m1 | public.m1 of public.m was truncated",
        "begin; truncate m1; insert into m values (5); commit | public.m1 of public.m was truncated",
        "drop table m1 | public.m1 of public.m was dropped or detached",
        "alter table m detach partition m1 | public.m1 of public.m was dropped or detached",
        "alter table m attach partition m3 for values from (20) to (30)"
            + " | public.m3 of public.m was attached with rows in it",
        "begin; create table m4(id int primary key); insert into m4 values (31);"
            + " alter table m attach partition m4 for values from (30) to (40); commit"
            + " | public.m4 of public.m was attached with rows in it",
      })
  void whatChangesRowsIsNamed(String statement, String named) throws Exception {
    source.execute(statement);
    assertThatThrownBy(watch::lookNow)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(ErrorCode.PARTITION_CHANGED);
              assertThat(e.failure().detail()).contains(named);
            });
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "vacuum full m1",
        "truncate m",
        "drop table m2",
        "create table m4 partition of m for values from (30) to (40); insert into m values (31)",
        "begin; create table m4 partition of m for values from (30) to (40);"
            + " insert into m values (31); commit",
        "truncate m3; alter table m attach partition m3 for values from (20) to (30);"
            + " insert into m values (21)",
      })
  void whatIsInTheLogOrChangesNoRowGoesOn(String statement) throws Exception {
    source.execute(statement);
    watch.lookNow();
    assertThat(source.query("select count(*) from m")).isNotNull();
  }
}
