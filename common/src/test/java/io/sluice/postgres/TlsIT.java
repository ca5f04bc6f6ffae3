package io.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSource.SslMode;
import io.sluice.datasource.DataSource.Tls;
import io.sluice.datasource.Secret;
import io.sluice.fixture.Certificate;
import io.sluice.fixture.TlsPostgres;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Databases behind TLS, with the certificates of the data source. */
class TlsIT {
  private static TlsPostgres server;
  private static Tls trusting;

  @BeforeAll
  static void start() throws Exception {
    server = new TlsPostgres();
    trusting = new Tls(server.certificate.certificate(), null, null);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aServerIsBelievedForWhomItsAuthorityVouchesUnderItsNameOnly() throws Exception {
    assertThat(tls("localhost", SslMode.VERIFY_FULL, trusting)).isEqualTo("true postgres");
    assertThat(tls("127.0.0.1", SslMode.VERIFY_CA, trusting)).isEqualTo("true postgres");
    assertThat(tls("127.0.0.1", SslMode.REQUIRE, null)).isEqualTo("true postgres");
    refused("127.0.0.1", SslMode.VERIFY_FULL, trusting, "127.0.0.1");
    // Not one that Java trusts by itself.
    refused("localhost", SslMode.VERIFY_FULL, null, "PKIX");
    refused("localhost", SslMode.VERIFY_CA, null, "PKIX");
    var other = new Tls(Certificate.of("other", "localhost").certificate(), null, null);
    refused("localhost", SslMode.VERIFY_FULL, other, "PKIX");
    refused("localhost", SslMode.REQUIRE, other, "PKIX");
  }

  @Test
  void aClientMayShowACertificateOfItsOwn() throws Exception {
    var source =
        server.source("localhost", TlsPostgres.CERTIFIED, SslMode.VERIFY_FULL, server.both());
    assertThat(seen(source)).isEqualTo("true certified");
    var bare = server.source("localhost", TlsPostgres.CERTIFIED, SslMode.VERIFY_FULL, trusting);
    assertThatThrownBy(() -> seen(bare)).isInstanceOf(SluiceException.class);
    var stranger = Certificate.of(TlsPostgres.CERTIFIED);
    var forged =
        new Tls(
            server.certificate.certificate(), stranger.certificate(), new Secret(stranger.key()));
    var hisOwn = server.source("localhost", TlsPostgres.CERTIFIED, SslMode.VERIFY_FULL, forged);
    assertThatThrownBy(() -> seen(hisOwn)).isInstanceOf(SluiceException.class);
  }

  @Test
  void settingsHoldNoCertificateAndNoKey() {
    var source =
        server.source("localhost", TlsPostgres.CERTIFIED, SslMode.VERIFY_FULL, server.both());
    assertThat(TlsSocketFactory.settings(source).toString()).doesNotContain("BEGIN");
    assertThat(source.toString()).doesNotContain("PRIVATE KEY");
  }

  private static void refused(String host, SslMode mode, @Nullable Tls tls, String why) {
    assertThatThrownBy(() -> tls(host, mode, tls))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("TLS")
        .hasMessageContaining(why);
  }

  private static String tls(String host, SslMode mode, @Nullable Tls tls) throws SQLException {
    return seen(server.source(host, "postgres", mode, tls));
  }

  /** What the server sees of the connection. */
  private static String seen(DataSource.Postgres source) throws SQLException {
    try (var connection = Postgres.connect(source, "test", ErrorCode.SOURCE_UNREACHABLE);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select ssl || ' ' || current_user from pg_stat_ssl where pid = pg_backend_pid()")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
