package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConfigFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("kafka.properties"), text);
  }

  @Test
  void what_the_command_line_tools_take_is_taken() throws IOException {
    var read =
        KafkaConfigFile.read(
            file(
                """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
                  username="a" password="se;cret";
                ssl.truststore.type=PEM
                """));
    assertThat(read)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsKey("sasl.jaas.config");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks=1",
        "security.protocl=SSL",
        "sasl.jaas.config=com.sun.security.auth.module.JndiLoginModule required x=\"s3cret\";",
        "sasl.jaas.config=com.sun.security.auth.module.LdapLoginModule required;",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " password=\"s3cret\"; com.sun.security.auth.module.JndiLoginModule required;",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " password=\"s3cret\"",
        "sasl.login.callback.handler.class=org.example.s3cret",
        "sasl.oauthbearer.token.endpoint.url=file:///etc/s3cret",
        "ssl.engine.factory.class=org.example.s3cret",
        "security.providers=org.example.s3cret",
        "interceptor.classes=org.example.s3cret"
      })
  void anything_else_is_refused_by_its_name_without_its_value(String line) throws IOException {
    Path file = file(line + "\n");
    assertThatThrownBy(() -> KafkaConfigFile.read(file))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining(line.substring(0, line.indexOf('=')))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> KafkaConfigFile.read(folder.resolve("none")))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("cannot be read");
  }
}
