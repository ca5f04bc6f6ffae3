package io.sluice.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.SluiceException;
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
