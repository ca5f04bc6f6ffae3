package io.sluice.standalone;

import io.sluice.files.OwnerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * How the broker of a standalone knows who may use it: everybody who can read its files. They are
 * for the tools of Kafka and for those of librdkafka, and only their owner reads them.
 */
final class KafkaSignIn {
  static final String USER = "sluice";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\""
          + " password=\"%2$s\"";

  private final Path properties;
  private final Path kcat;
  private final String password;

  KafkaSignIn(Path data) throws IOException {
    this.properties = data.resolve("kafka.properties");
    this.kcat = data.resolve("kcat.conf");
    this.password = OwnerFile.password(data.resolve("kafka.password"));
    OwnerFile.replace(
        properties,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s;
        """
            .formatted(LOGIN.formatted(USER, password)));
    OwnerFile.replace(
        kcat,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanisms=PLAIN
        sasl.username=%s
        sasl.password=%s
        """
            .formatted(USER, password));
  }

  /** What {@code --command-config} of Kafka's tools takes. */
  Path properties() {
    return properties;
  }

  /** What {@code kcat -F} takes. */
  Path kcat() {
    return kcat;
  }

  String password() {
    return password;
  }

  /** Nobody is let in without it, not even from this machine, and not to the controller either. */
  Map<String, String> broker() {
    String users = LOGIN.formatted(USER, password) + " user_" + USER + "=\"" + password + "\";";
    return Map.of(
        "listeners", "CLIENTS://127.0.0.1:PORT,CONTROLLER://127.0.0.1:CONTROLLER_PORT",
        "advertised.listeners", "CLIENTS://127.0.0.1:PORT",
        "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "inter.broker.listener.name", "CLIENTS",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "sasl.mechanism.controller.protocol", "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config", users,
        "listener.name.controller.plain.sasl.jaas.config", users);
  }
}
