package io.sluice.contract.cloudevents;

import static io.sluice.contract.cloudevents.CloudEventCodecTest.encoded;
import static io.sluice.contract.cloudevents.CloudEventCodecTest.received;
import static io.sluice.contract.cloudevents.CloudEventCodecTest.withBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SluiceException;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class HostileInputTest {
  @Test
  void a_wrong_body_is_answered_with_what_is_wrong_and_where() {
    Map.of(
            "{}", "the field 'confirmation' is required",
            "{\"confirmation\":null}", "the field 'confirmation' is required, not null",
            "{\"confirmation\":5}", "the field 'confirmation' must be a text, not 5",
            "{\"confirmation\":\"a\",\"nme\":1}", "the field 'nme' is unknown",
            "{\"confirmation\":\"a\",\"confirmation\":\"b\"}",
                "the JSON names a field twice at line 1, column 35",
            "{\"confirmation\":\"a\"} x", "the data is not valid JSON at line 1, column 22",
            "{\"confirmation\":", "the data is not valid JSON at line 1, column 17",
            "[\"a\"]", "the data must be a JSON object",
            "null", "the data must be a JSON object",
            "\"a\"", "the data must be a JSON object")
        .forEach(
            (body, detail) ->
                assertThat(refusal(new ProjectCommand.Release("x"), body))
                    .as(body)
                    .isEqualTo(new Failure(ErrorCode.INVALID_INPUT, detail)));
  }

  @Test
  void the_place_of_a_nested_fault_is_named() {
    var start = new ComponentCommand.Start(null, null);
    var modify = new ProjectCommand.ModifyObjects(java.util.List.of(), null, null);
    assertThat(refusal(start, "{\"step\":\"DANCE\"}").detail())
        .isEqualTo(
            "the field 'step' must be one of SCHEMA, LOG_PULL, FULL, INCREMENTAL, VERIFY, not"
                + " DANCE");
    assertThat(refusal(start, "{\"step\":1}").detail()).contains("the field 'step' must be one of");
    assertThat(refusal(start, "{\"replayFrom\":1763600000}").detail())
        .isEqualTo("the field 'replayFrom' must be a time such as 2026-11-20T08:00:00Z");
    assertThat(refusal(start, "{\"replayFrom\":\"yesterday\"}").detail())
        .isEqualTo(
            "the field 'replayFrom' must be a time such as 2026-11-20T08:00:00Z, not yesterday");
    assertThat(refusal(start, "{\"replayFrom\":\"-1000000-01-01T00:00:00Z\"}").detail())
        .contains("'replayFrom' must be a time");
    assertThat(refusal(modify, "{\"tables\":{}}").detail())
        .isEqualTo("the field 'tables' must be a list");
    assertThat(refusal(modify, "{\"tables\":[null]}").detail()).contains("'tables[0]'");
    assertThat(refusal(modify, "{\"tables\":[{\"source\":{\"schema\":\"a\"}}]}").detail())
        .isEqualTo("the field 'tables[0].source.name' is required");
  }

  @Test
  void a_body_that_is_nested_without_end_is_refused() {
    String deep = "{\"name\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(refusal(new ProjectCommand.Change("x", null, null, null), deep).code())
        .isEqualTo(ErrorCode.INVALID_INPUT);
    String ignored = "{\"name\":\"a\",\"later\":" + "{\"a\":".repeat(100_000) + "1";
    assertThatThrownBy(
            () ->
                CloudEventCodec.decode(
                    received(withBody(encoded(new ProjectEvent.Renamed("x")), ignored))))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void a_huge_body_is_refused_without_being_parsed() {
    String huge = "{\"name\":\"" + "a".repeat(CloudEventCodec.LARGEST) + "\"}";
    assertThat(refusal(new ProjectCommand.Change("x", null, null, null), huge).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThatThrownBy(() -> encoded(new ProjectCommand.Change(huge, null, null, null)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("TOO_LARGE");
  }

  @Test
  void a_message_without_a_required_header_is_refused_by_name() {
    for (String header : new String[] {"ce_id", "ce_source", "ce_specversion", "ce_type"}) {
      var record = encoded(new ProjectCommand.Resume());
      record.headers().remove(header);
      assertThat(refusal(record).detail()).contains("the header " + header + " is missing");
      record.headers().add(header, new byte[0]);
      assertThat(refusal(record).detail()).contains("the header " + header + " is missing");
    }
  }

  @Test
  void headers_that_make_no_sense_are_refused() {
    Map.of(
            "ce_time",
            "soon",
            "ce_source",
            "http://[",
            "ce_specversion",
            "7",
            "content-type",
            "text/html")
        .forEach(
            (header, value) -> {
              var record = encoded(new ProjectCommand.Resume());
              record.headers().remove(header).add(header, value.getBytes(UTF_8));
              assertThat(refusal(record).code()).as(header).isEqualTo(ErrorCode.INVALID_INPUT);
            });
  }

  @Test
  void a_command_under_another_key_than_its_subject_is_refused() {
    var sent = encoded(new ProjectCommand.Resume());
    var other = new ProducerRecord<>("topic", null, "p-8", sent.value(), sent.headers());
    var none =
        new ProducerRecord<String, byte[]>("topic", null, null, sent.value(), sent.headers());

    assertThat(refusal(other).detail()).contains("key must be the same as the header ce_subject");
    assertThat(refusal(none).detail()).contains("key must be the same as the header ce_subject");
  }

  @Test
  void what_is_no_command_of_this_topic_is_unknown() {
    assertThat(refusal(encoded(new ComponentCommand.Pause(null))).code())
        .isEqualTo(ErrorCode.UNKNOWN_COMMAND);
    assertThat(refusal(encoded(new ProjectEvent.Released())).code())
        .isEqualTo(ErrorCode.UNKNOWN_COMMAND);
  }

  @Test
  void garbage_is_refused_and_never_anything_else_than_a_refusal() {
    long seed = System.nanoTime();
    System.out.println("garbage_is_refused: seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      var record = new ProducerRecord<>("topic", "p-7", bytes(random, 200));
      for (String header :
          new String[] {
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_x",
            "content-type"
          }) {
        int dice = random.nextInt(4);
        if (dice == 0) {
          record.headers().add(header, bytes(random, 20));
        } else if (dice > 1) {
          record.headers().add(header, good(header).getBytes(UTF_8));
        }
      }
      assertRefusedOrRead(record, seed);
    }
  }

  @Test
  void a_valid_command_with_damaged_bytes_is_read_or_refused() {
    long seed = System.nanoTime();
    System.out.println("a_valid_command_with_damaged_bytes: seed " + seed);
    var random = new Random(seed);
    var records = new RandomRecords(seed);
    for (int i = 0; i < 5_000; i++) {
      var sent = encoded(records.next(ProjectCommand.Create.class));
      byte[] damaged = sent.value().clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      assertRefusedOrRead(
          new ProducerRecord<>("topic", null, "p-7", damaged, sent.headers()), seed);
    }
  }

  @Test
  void a_message_that_cannot_be_read_can_still_be_answered() {
    var nothing = new ProducerRecord<String, byte[]>("topic", null, null, new byte[] {1});
    assertThat(CloudEventCodec.unreadable(received(nothing)).envelope())
        .satisfies(
            envelope -> {
              assertThat(envelope.id()).isEqualTo("topic/3/42");
              assertThat(envelope.subject()).isEqualTo("unknown");
            });
    var broken = withBody(encoded(new ProjectCommand.Resume()), "{");
    var answered = CloudEventCodec.unreadable(received(broken));
    assertThat(answered.type()).isEqualTo("io.sluice.project.resume.v1");
    assertThat(answered.envelope().id()).isEqualTo("id-1");
    assertThat(answered.envelope().subject()).isEqualTo("p-7");
  }

  private static void assertRefusedOrRead(ProducerRecord<String, byte[]> record, long seed) {
    try {
      CloudEventCodec.unreadable(received(record));
      CloudEventCodec.decodeCommand(received(record), ProjectCommand.class);
    } catch (SluiceException refused) {
      assertThat(refused.failure().code())
          .as("seed " + seed)
          .isIn(ErrorCode.INVALID_INPUT, ErrorCode.UNKNOWN_COMMAND);
    }
  }

  private static String good(String header) {
    return switch (header) {
      case "ce_specversion" -> "1.0";
      case "ce_type" -> "io.sluice.project.pause.v1";
      case "ce_time" -> "2026-11-20T08:00:00Z";
      case "content-type" -> "application/json";
      default -> "p-7";
    };
  }

  private static byte[] bytes(Random random, int atMost) {
    var bytes = new byte[random.nextInt(atMost)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Failure refusal(Record command, String body) {
    return refusal(withBody(encoded(command), body));
  }

  private static Failure refusal(ProducerRecord<String, byte[]> record) {
    return catchThrowableOfType(
            SluiceException.class,
            () -> {
              Class<?> commands =
                  new String(
                              record.headers().lastHeader("ce_type") == null
                                  ? new byte[0]
                                  : record.headers().lastHeader("ce_type").value(),
                              UTF_8)
                          .equals("io.sluice.component.start.v1")
                      ? ComponentCommand.class
                      : ProjectCommand.class;
              CloudEventCodec.decodeCommand(received(record), commands);
            })
        .failure();
  }
}
