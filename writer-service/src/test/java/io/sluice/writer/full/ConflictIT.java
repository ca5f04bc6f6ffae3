package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConflictIT {
  private static final String ROWS = "select string_agg(id || v, ' ' order by id) from t";

  private final Database source = PostgresFixture.database("conflict_source");
  private final Database destination = PostgresFixture.database("conflict_destination");

  @BeforeEach
  void rowsOfOthers() throws Exception {
    String table =
        "create table t (id int generated always as identity primary key, v text,"
            + " g int generated always as (id * 2) stored)";
    source.execute(table, "insert into t (v) values ('s'), ('s'), ('s')");
    destination.execute(
        table,
        "insert into t overriding system value values (2, 'd'), (9, 'd')",
        "create table other (id int)",
        "create function refuse() returns trigger language plpgsql as"
            + " 'begin raise exception ''fired''; end'",
        "create trigger refuse before insert on t for each row execute function refuse()");
  }

  private RecordedRun run(ConflictPolicy policy) throws InterruptedException {
    var spec =
        Specs.spec("conflict", Specs.options(policy, 1, 0), TableMapping.same("public", "t"));
    var databases = Specs.databases(source, destination);
    new SchemaSynchronization(databases).run(new RecordedRun(Step.SCHEMA, 1, spec));
    var context = new RecordedRun(Step.FULL, 2, spec);
    new FullSynchronization(databases, Map.of()).run(context);
    return context;
  }

  @Test
  void overwriteLetsTheSourceWin() throws Exception {
    var context = run(ConflictPolicy.OVERWRITE);
    assertThat(destination.query(ROWS)).isEqualTo("1s 2s 3s 9d");
    assertThat(context.telemetry().conflicts()).isEqualTo(1);
  }

  @Test
  void skipLeavesWhatIsThere() throws Exception {
    var context = run(ConflictPolicy.SKIP);
    assertThat(destination.query(ROWS)).isEqualTo("1s 2d 3s 9d");
    assertThat(context.telemetry().conflicts()).isEqualTo(1);
  }

  @Test
  void stopRefusesATableThatHasRows() throws Exception {
    var thrown = catchThrowableOfType(SluiceException.class, () -> run(ConflictPolicy.STOP));
    assertThat(thrown.failure().code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(destination.query(ROWS)).isEqualTo("2d 9d");
  }
}
