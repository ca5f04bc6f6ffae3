package io.sluice.contract.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.AlertCommand;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that tells other systems how to steer Sluice is true. */
class ControlByEventsTest {
  private static final Path PAGE = Path.of("../deploy/docs/how-to/control-by-events.md");

  private static String page = "";

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(PAGE);
  }

  @Test
  void the_published_event_pauses_a_project() {
    var record =
        new ProducerRecord<>(
            only(" -t (\\S+commands) "),
            only("-k (\\S+) "),
            only("printf '%s\\\\n' '(.*)' \\|").getBytes(UTF_8));
    for (MatchResult header : all("-H ([^= ]+)=(\\S+) ")) {
      record.headers().add(header.group(1), header.group(2).getBytes(UTF_8));
    }

    var read =
        CloudEventCodec.decodeCommand(CloudEventCodecTest.received(record), ProjectCommand.class);

    assertThat(record.topic()).isEqualTo(Topics.PROJECT_COMMANDS);
    assertThat(read.data()).isEqualTo(new ProjectCommand.Pause("nightly backup"));
    assertThat(read.envelope().id()).isEqualTo("backup-2026-11-20-pause");
    assertThat(read.envelope().time()).isEqualTo(Instant.parse("2026-11-20T22:00:00Z"));
    assertThat(read.envelope().correlationId()).isEqualTo("backup-2026-11-20");
    assertThat(read.envelope().actor()).isEqualTo("/backup");
    assertThat(read.envelope().traceparent()).startsWith("00-0af7");
  }

  @Test
  void every_command_in_a_table_is_read_with_the_value_beside_it() {
    var rows = all("\\| `(io\\.sluice\\.\\S+)` \\| `(\\{.*})` \\|");
    assertThat(rows).hasSizeGreaterThan(8);
    for (MatchResult row : rows) {
      var record = new ProducerRecord<>("t", "p-1", row.group(2).getBytes(UTF_8));
      record
          .headers()
          .add("ce_specversion", "1.0".getBytes(UTF_8))
          .add("ce_id", "1".getBytes(UTF_8))
          .add("ce_source", "/x".getBytes(UTF_8))
          .add("ce_type", row.group(1).getBytes(UTF_8));
      Class<?> commands =
          row.group(1).startsWith("io.sluice.project.")
              ? ProjectCommand.class
              : row.group(1).startsWith("io.sluice.alert.")
                  ? AlertCommand.class
                  : ComponentCommand.class;
      assertThat(
              CloudEventCodec.decodeCommand(CloudEventCodecTest.received(record), commands).data())
          .as(row.group())
          .isNotNull();
    }
  }

  @Test
  void every_type_and_code_that_is_named_exists() {
    assertThat(all("io\\.sluice\\.[a-z]+\\.[a-z-]+\\.v1"))
        .allSatisfy(
            type -> assertThat(MessageTypes.typeOf(type.group())).as(type.group()).isNotNull());
    assertThat(all("`([A-Z_]{5,})`").stream().map(code -> code.group(1)))
        .isNotEmpty()
        .isSubsetOf(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  private static List<MatchResult> all(String pattern) {
    return Pattern.compile(pattern).matcher(page).results().toList();
  }

  private static String only(String pattern) {
    return all(pattern).getFirst().group(1);
  }
}
