package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.cloudevents.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was once published stays readable. A file here is added, never changed. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/samples");

  @ParameterizedTest
  @MethodSource("samples")
  void a_sample_is_read_and_written_again_without_loss(Path file) throws IOException {
    String name = file.getFileName().toString().replaceAll("(-[0-9]+)?\\.json$", "");
    var type = Objects.requireNonNull(MessageTypes.typeOf(name), name);
    JsonNode sample = JsonMapper.shared().readTree(Files.readString(file));
    var mapper = RecordSchemas.isCommand(type) ? Json.STRICT : Json.LENIENT;

    Record read = mapper.readValue(Files.readString(file), type);
    byte[] written = Json.LENIENT.writeValueAsBytes(read);

    assertThat(mapper.readValue(written, type)).isEqualTo(read);
    assertThat(JsonMapper.shared().readTree(written)).isEqualTo(sample);
  }

  @Test
  void every_message_has_a_sample() {
    assertThat(MessageTypes.all().values())
        .allSatisfy(name -> assertThat(SAMPLES.resolve(name + ".json")).exists());
  }

  static Stream<Path> samples() throws IOException {
    try (var files = Files.list(SAMPLES)) {
      return files.sorted().toList().stream();
    }
  }
}
