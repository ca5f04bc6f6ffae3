package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSource.SslMode;
import io.sluice.fixture.TlsPostgres;
import io.sluice.postgres.Postgres;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A source that lets nobody in without TLS and a certificate. */
class TlsIT {
  @Test
  void theLogIsPulledWithTheCertificatesOfTheDataSource() throws Exception {
    String store = "s-" + UUID.randomUUID().toString().substring(0, 10);
    try (var server = new TlsPostgres()) {
      var source =
          server.source("localhost", TlsPostgres.CERTIFIED, SslMode.VERIFY_FULL, server.both());
      execute(source, "create table t (id int primary key, v text)");
      try (var log = new PulledLog(store);
          var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"))) {
        execute(source, "insert into t values (1, 'a')");
        assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT t (1,a)");
      }
    }
  }

  private static void execute(DataSource.Postgres source, String sql) throws SQLException {
    try (var connection = Postgres.connect(source, "test", ErrorCode.SOURCE_UNREACHABLE);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
