package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contract.SluiceException;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourceRulesTest {
  private static final String LONG = "a".repeat(254);

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "db-1.example.com", "10.0.0.7", "::1", "fe80::1", "a_b"})
  void a_host_name_or_address_is_taken(String host) {
    assertThatCode(() -> DataSourceRules.check(postgres(host, 5432, "orders", "app")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a?b",
        "a&b",
        "a/b",
        "a#b",
        "a@b",
        "a,b",
        "a:5432",
        "a\\b",
        "a\nb",
        "a\u0000b",
        "[::1]",
        "-a",
        "a-",
        "host%00",
        "ä",
        "a;b",
        "a=b",
        "..",
        "jdbc:postgresql://x/y?z=1"
      })
  void a_host_that_could_mean_more_than_a_host_is_refused(String host) {
    refused("host", postgres(host, 5432, "orders", "app"));
  }

  @Test
  void a_host_that_is_too_long_is_refused() {
    refused("host", postgres(LONG, 5432, "orders", "app"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE})
  void a_port_out_of_range_is_refused(int port) {
    refused("port", postgres("localhost", port, "orders", "app"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a?sslmode=disable",
        "a&b",
        "a/b",
        "a#b",
        "a@b",
        "a b",
        "a\tb",
        "a\\b",
        "a%3f"
      })
  void a_database_name_that_could_mean_more_is_refused(String database) {
    refused("database", postgres("localhost", 5432, database, "app"));
    refused("database", postgres("localhost", 5432, "d".repeat(64), "app"));
  }

  @Test
  void a_user_name_with_control_characters_is_refused() {
    refused("username", postgres("localhost", 5432, "orders", "a\u0000b"));
    refused("username", postgres("localhost", 5432, "orders", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:9092", "a:9092,b:9093", "a:9092, b:9093", "[::1]:9092", "10.0.0.1:1"})
  void brokers_are_taken(String brokers) {
    assertThatCode(() -> DataSourceRules.check(kafka(brokers, null, null, null)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a:",
        ":9092",
        "a:0",
        "a:65536",
        "a:9092,",
        "a:9092;b:9092",
        "a:99999999999",
        "PLAINTEXT://a:9092",
        "a b:9092",
        "a@b:9092",
        "a:9092\nsasl.jaas.config=x"
      })
  void brokers_that_are_not_host_and_port_are_refused(String brokers) {
    refused("bootstrapServers", kafka(brokers, null, null, null));
  }

  @Test
  void credentials_for_kafka_go_with_sasl_and_only_with_it() {
    var plain = DataSource.SaslMechanism.PLAIN;
    refused("username", kafka("a:1", null, "u", new Secret("p")));
    var sasl = DataSource.SecurityProtocol.SASL_SSL;
    refused("sasl", new DataSource.Kafka("d", "n", "r", "a:1", sasl, null, "u", new Secret("p")));
    refused("password", new DataSource.Kafka("d", "n", "r", "a:1", sasl, plain, "u", null));
  }

  @Test
  void a_password_cannot_smuggle_a_setting_into_the_login_of_kafka() {
    var tricky = new Secret("p\" user=\"other\\");
    var source =
        new DataSource.Kafka(
            "d",
            "n",
            "r",
            "a:1",
            DataSource.SecurityProtocol.SASL_SSL,
            DataSource.SaslMechanism.SCRAM_SHA_512,
            "u",
            tricky);

    var settings = KafkaEndpoint.clientSettings(source);

    assertThat(settings)
        .containsOnlyKeys(
            "bootstrap.servers", "security.protocol", "sasl.mechanism", "sasl.jaas.config");
    assertThat(settings.get("sasl.mechanism")).isEqualTo("SCRAM-SHA-512");
    assertThat(settings.get("sasl.jaas.config"))
        .isEqualTo(
            new Password(
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
                    + " password=\"p\\\" user=\\\"other\\\\\";"));
    assertThat(settings.toString()).doesNotContain("other");
  }

  @Test
  void only_this_machine_is_this_machine() {
    for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1")) {
      assertThat(DataSourceRules.isLoopback(host)).as(host).isTrue();
    }
    for (String host :
        List.of(
            "127.evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost.",
            "127.1",
            "2130706433",
            "0.0.0.0",
            "::ffff:127.0.0.1",
            "10.0.0.1",
            "db")) {
      assertThat(DataSourceRules.isLoopback(host)).as(host).isFalse();
    }
  }

  @Test
  void a_token_comes_from_where_it_may_and_the_secret_goes_there_alone() throws Exception {
    var asked = new LinkedBlockingQueue<String>();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] body = "{}".getBytes(UTF_8);
          exchange.sendResponseHeaders(401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    var source =
        new DataSource.Kafka(
            "d-1",
            "Bus",
            "default",
            "127.0.0.1:1",
            DataSource.SecurityProtocol.SASL_PLAINTEXT,
            DataSource.SaslMechanism.OAUTHBEARER,
            "client",
            new Secret("s3cret"),
            null,
            new DataSource.TokenSource(endpoint, "kafka"));
    assertThat(source.passwordEndpoint()).isEqualTo("127.0.0.1:" + server.getAddress().getPort());
    assertThatThrownBy(() -> KafkaEndpoint.clientSettings(source))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("SLUICE_TOKEN_ENDPOINTS=" + endpoint);
    System.setProperty(BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG, endpoint);
    try {
      var settings = KafkaEndpoint.clientSettings(source);
      assertThat(settings.toString()).doesNotContain("s3cret");
      assertThatThrownBy(() -> Admin.create(settings).close()).isInstanceOf(KafkaException.class);
      String basic = Base64.getEncoder().encodeToString("client:s3cret".getBytes(UTF_8));
      assertThat(asked.poll(30, TimeUnit.SECONDS))
          .contains("Basic " + basic)
          .contains("grant_type=client_credentials")
          .contains("scope=kafka");
    } finally {
      System.clearProperty(BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG);
      server.stop(0);
    }
  }

  private static void refused(String field, DataSource source) {
    assertThatThrownBy(() -> DataSourceRules.check(source))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("INVALID_INPUT")
        .hasMessageContaining("'" + field + "'");
  }

  private static DataSource.Postgres postgres(
      String host, int port, String database, String username) {
    return new DataSource.Postgres(
        "d-1",
        "Orders",
        "default",
        host,
        port,
        database,
        username,
        new Secret("secret"),
        DataSource.SslMode.VERIFY_FULL);
  }

  private static DataSource.Kafka kafka(
      String brokers,
      DataSource.@Nullable SaslMechanism sasl,
      @Nullable String username,
      @Nullable Secret password) {
    return new DataSource.Kafka(
        "d-1",
        "Bus",
        "default",
        brokers,
        DataSource.SecurityProtocol.PLAINTEXT,
        sasl,
        username,
        password);
  }
}
