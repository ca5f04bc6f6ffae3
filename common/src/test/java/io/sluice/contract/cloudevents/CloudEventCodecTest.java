package io.sluice.contract.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class CloudEventCodecTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          "id-1",
          "p-7",
          "/gateway",
          Instant.parse("2026-11-20T08:00:00.123456Z"),
          "id-0",
          "id-0",
          "jörg",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          null);

  @Test
  void every_message_comes_back_as_it_was_sent() {
    long seed = System.nanoTime();
    System.out.println("every_message_comes_back_as_it_was_sent: seed " + seed);
    var records = new RandomRecords(seed);
    for (Class<? extends Record> type : MessageTypes.all().keySet()) {
      for (int i = 0; i < 50; i++) {
        Record sent = records.next(type);
        var read = CloudEventCodec.decode(received(encoded(sent)));
        assertThat(read.data()).as("seed " + seed).isEqualTo(sent);
        assertThat(read.type()).isEqualTo(MessageTypes.nameOf(type));
        assertThat(read.envelope()).isEqualTo(ENVELOPE);
      }
    }
  }

  @Test
  void every_command_passes_the_strict_reading() {
    long seed = System.nanoTime();
    System.out.println("every_command_passes_the_strict_reading: seed " + seed);
    var records = new RandomRecords(seed);
    for (Class<? extends Record> type : MessageTypes.all().keySet()) {
      for (Class<?> commands : new Class<?>[] {ProjectCommand.class, ComponentCommand.class}) {
        for (int i = 0; i < 50 && commands.isAssignableFrom(type); i++) {
          Record sent = records.next(type);
          var read = CloudEventCodec.decodeCommand(received(encoded(sent)), commands);
          assertThat(read.data()).as("seed " + seed).isEqualTo(sent);
        }
      }
    }
  }

  @Test
  void the_headers_are_those_of_the_binary_mode() {
    var record = encoded(new ProjectCommand.Pause("backup"));

    assertThat(record.headers())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactlyInAnyOrder(
            "ce_specversion=1.0",
            "ce_id=id-1",
            "ce_source=/gateway",
            "ce_type=io.sluice.project.pause.v1",
            "ce_subject=p-7",
            "ce_time=2026-11-20T08:00:00.123456Z",
            "content-type=application/json",
            "ce_correlationid=id-0",
            "ce_causationid=id-0",
            "ce_actor=jörg",
            "ce_traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertThat(new String(record.value(), UTF_8)).isEqualTo("{\"reason\":\"backup\"}");
  }

  @Test
  void a_type_of_a_later_version_is_read_without_its_data() {
    var record = encoded(new ProjectEvent.Renamed("new"));
    record
        .headers()
        .remove("ce_type")
        .add("ce_type", "io.sluice.project.renamed.v2".getBytes(UTF_8));

    var read = CloudEventCodec.decode(received(record));

    assertThat(read.data()).isNull();
    assertThat(read.type()).isEqualTo("io.sluice.project.renamed.v2");
    assertThat(read.envelope()).isEqualTo(ENVELOPE);
  }

  @Test
  void an_event_with_fields_of_a_later_version_is_read() {
    var record =
        withBody(
            encoded(new ProjectEvent.Renamed("new")),
            "{\"name\":\"new\",\"nameBefore\":{\"a\":[1,2]},\"x\":null}");

    assertThat(CloudEventCodec.decode(received(record)).data())
        .isEqualTo(new ProjectEvent.Renamed("new"));
  }

  @Test
  void an_error_code_of_a_later_version_does_not_hide_the_event() {
    var record =
        withBody(
            encoded(new Outcome.Satisfied("x")),
            "{\"command\":\"c\",\"failure\":{\"code\":\"MOON_PHASE\",\"detail\":\"wait\"}}");
    record
        .headers()
        .remove("ce_type")
        .add("ce_type", "io.sluice.command.rejected.v1".getBytes(UTF_8));

    assertThat(CloudEventCodec.decode(received(record)).data())
        .isEqualTo(new Outcome.Rejected("c", new Failure(ErrorCode.INTERNAL, "wait")));
  }

  @Test
  void a_message_with_the_required_headers_alone_is_enough() {
    var record = new ProducerRecord<>("t", "p-7", new byte[0]);
    record
        .headers()
        .add("ce_specversion", "1.0".getBytes(UTF_8))
        .add("ce_id", "abc".getBytes(UTF_8))
        .add("ce_source", "/ops".getBytes(UTF_8))
        .add("ce_type", "io.sluice.project.pause.v1".getBytes(UTF_8));

    var read = CloudEventCodec.decodeCommand(received(record), ProjectCommand.class);

    assertThat(read.data()).isEqualTo(new ProjectCommand.Pause(null));
    assertThat(read.envelope())
        .isEqualTo(
            new Envelope(
                "abc", "p-7", "/ops", Instant.ofEpochMilli(5), "abc", null, "/ops", null, null));
  }

  static ProducerRecord<String, byte[]> encoded(Record data) {
    return CloudEventCodec.encode("topic", "p-7", ENVELOPE, data);
  }

  static ProducerRecord<String, byte[]> withBody(
      ProducerRecord<String, byte[]> record, String body) {
    return new ProducerRecord<>(
        record.topic(), null, record.key(), body.getBytes(UTF_8), record.headers());
  }

  static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
    return new ConsumerRecord<>(
        sent.topic(),
        3,
        42,
        5,
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        new RecordHeaders(sent.headers()),
        java.util.Optional.empty());
  }
}
