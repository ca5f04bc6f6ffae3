package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaIdentityIT {
  /** A delete in the log has the columns of the replica identity and no others. */
  @Test
  void aTableIsCutByTheColumnsThatTheLogTellsRowsApartBy() throws Exception {
    var source = PostgresFixture.database("identity_source");
    var destination = PostgresFixture.database("identity_destination");
    source.execute(
        "create table t (id bigint primary key, u bigint not null, v text)",
        "create unique index by_u on t (u)",
        "alter table t replica identity using index by_u",
        "insert into t select i, -i, md5(i::text) from generate_series(1, 250000) i");
    var spec = Specs.spec("identity", Specs.withoutLog(), TableMapping.same("public", "t"));
    var databases = Specs.databases(source, destination);
    new SchemaSynchronization(databases).run(new RecordedRun(Step.SCHEMA, 1, spec));
    new FullSynchronization(databases, Map.of()).run(new RecordedRun(Step.FULL, 1, spec));

    assertThat(destination.query("select string_agg(distinct key_column, ',') from sluice.chunk"))
        .isEqualTo("u");
    assertThat(destination.query("select count(*) > 1 from sluice.chunk")).isEqualTo("t");
    assertThat(destination.query("select count(*) from t")).isEqualTo("250000");
  }
}
