package io.sluice.contract.cloudevents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.SluiceException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records of the contract to Kafka records and back: CloudEvents 1.0, binary mode, JSON data. The
 * data is the record by itself; everything around it travels in {@code ce_} headers.
 */
public final class CloudEventCodec {
  /** A larger command or event is refused on both sides. */
  public static final int LARGEST = 1024 * 1024;

  private static final String JSON_TYPE = "application/json";
  private static final String FOLLOWS = "follows";
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  /**
   * A message as it was read.
   *
   * @param data null when this version does not know the type
   */
  public record Message(Envelope envelope, String type, @Nullable Record data) {}

  private CloudEventCodec() {}

  /**
   * @param key the aggregate's id for commands and state, the project's for events
   * @throws SluiceException TOO_LARGE
   */
  public static ProducerRecord<String, byte[]> encode(
      String topic, String key, Envelope envelope, Record data) {
    byte[] json = Json.LENIENT.writeValueAsBytes(data);
    if (json.length > LARGEST) {
      throw tooLarge(json.length);
    }
    var event =
        CloudEventBuilder.v1()
            .withId(envelope.id())
            .withType(MessageTypes.nameOf(data.getClass()))
            .withSource(URI.create(envelope.source()))
            .withSubject(envelope.subject())
            .withTime(envelope.time().atOffset(ZoneOffset.UTC))
            .withDataContentType(JSON_TYPE)
            .withData(json)
            .withExtension("correlationid", envelope.correlationId())
            .withExtension("actor", envelope.actor());
    if (envelope.causationId() != null) {
      event.withExtension("causationid", envelope.causationId());
    }
    if (envelope.traceparent() != null) {
      event.withExtension("traceparent", envelope.traceparent());
    }
    if (envelope.follows() != null) {
      event.withExtension(FOLLOWS, envelope.follows().toString());
    }
    return KafkaMessageFactory.createWriter(topic, null, key).writeBinary(event.build());
  }

  /**
   * Reads an event: fields and types that this version does not know are passed over.
   *
   * @throws SluiceException INVALID_INPUT when it is no CloudEvent, or its data is not what its
   *     type says; TOO_LARGE
   */
  public static Message decode(ConsumerRecord<String, byte[]> record) {
    CloudEvent event = read(record);
    Class<? extends Record> type = MessageTypes.typeOf(event.getType());
    Record data = type == null ? null : data(record, type, Json.LENIENT);
    return new Message(envelope(event, record), event.getType(), data);
  }

  /**
   * Reads a command: whatever is not exactly as the contract says is refused. {@link #unreadable}
   * then says whom to answer.
   *
   * @param commands the sealed interface whose commands are taken here
   * @throws SluiceException UNKNOWN_COMMAND, INVALID_INPUT with what is wrong and where, TOO_LARGE
   */
  public static Message decodeCommand(ConsumerRecord<String, byte[]> record, Class<?> commands) {
    CloudEvent event = read(record);
    Envelope envelope = envelope(event, record);
    if (!envelope.subject().equals(record.key())) {
      throw invalid("the record's key must be the same as the header ce_subject");
    }
    Class<? extends Record> type = MessageTypes.typeOf(event.getType());
    if (type == null || !commands.isAssignableFrom(type)) {
      throw new SluiceException(
          ErrorCode.UNKNOWN_COMMAND,
          Texts.plain(event.getType()) + " is no command that is taken on " + record.topic());
    }
    return new Message(envelope, event.getType(), data(record, type, Json.STRICT));
  }

  /**
   * As much of a message as can be made out, to answer one that cannot be read. What is missing is
   * made up from the record's place, so that reading it again gives the same id.
   */
  public static Message unreadable(ConsumerRecord<String, byte[]> record) {
    String place = record.topic() + "/" + record.partition() + "/" + record.offset();
    String id = header(record, "ce_id", place);
    String source = header(record, "ce_source", "/unknown");
    var envelope =
        new Envelope(
            id,
            header(record, "ce_subject", record.key() == null ? "unknown" : record.key()),
            source,
            Instant.ofEpochMilli(record.timestamp()),
            header(record, "ce_correlationid", id),
            null,
            header(record, "ce_actor", source),
            null,
            null);
    return new Message(envelope, header(record, "ce_type", "unknown"), null);
  }

  private static String header(
      ConsumerRecord<String, byte[]> record, String name, String otherwise) {
    var header = record.headers().lastHeader(name);
    String text =
        header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    return Texts.plain(Objects.requireNonNull(Texts.orElse(text, otherwise)));
  }

  private static CloudEvent read(ConsumerRecord<String, byte[]> record) {
    int size = record.value() == null ? 0 : record.value().length;
    if (size > LARGEST) {
      throw tooLarge(size);
    }
    for (String header : new String[] {"ce_id", "ce_source", "ce_specversion", "ce_type"}) {
      var found = record.headers().lastHeader(header);
      if (found == null || found.value() == null || found.value().length == 0) {
        throw invalid(
            "the header " + header + " is missing: CloudEvents 1.0 in binary mode is expected");
      }
    }
    try {
      return KafkaMessageFactory.createReader(record).toEvent();
    } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException e) {
      throw invalid(
          "the ce_ headers are not those of a CloudEvent: " + Texts.plain(e.getMessage()));
    }
  }

  private static Envelope envelope(CloudEvent event, ConsumerRecord<String, byte[]> record) {
    String subject = Texts.orElse(event.getSubject(), record.key());
    if (subject == null) {
      throw invalid("the header ce_subject is missing");
    }
    OffsetDateTime time = event.getTime();
    String source = event.getSource().toString();
    String follows = extension(event, FOLLOWS);
    return new Envelope(
        event.getId(),
        subject,
        source,
        time == null ? Instant.ofEpochMilli(record.timestamp()) : time.toInstant(),
        Objects.requireNonNull(Texts.orElse(extension(event, "correlationid"), event.getId())),
        extension(event, "causationid"),
        Objects.requireNonNull(Texts.orElse(extension(event, "actor"), source)),
        extension(event, "traceparent"),
        follows == null
            ? null
            : Envelope.Position.parse(follows)
                .orElseThrow(
                    () ->
                        invalid("the header ce_follows is no position: " + Texts.plain(follows))));
  }

  private static @Nullable String extension(CloudEvent event, String name) {
    Object value = event.getExtension(name);
    return value == null ? null : Texts.orElse(value.toString(), null);
  }

  private static Record data(
      ConsumerRecord<String, byte[]> record, Class<? extends Record> type, JsonMapper mapper) {
    var contentType = record.headers().lastHeader("content-type");
    if (contentType != null && contentType.value() != null && !isJson(contentType.value())) {
      throw invalid("the header content-type must be " + JSON_TYPE);
    }
    byte[] json = record.value();
    if (json == null || json.length == 0) {
      json = EMPTY_OBJECT;
    }
    try {
      Record data = mapper.readValue(json, type);
      if (data == null) {
        throw invalid("the data must be a JSON object");
      }
      return data;
    } catch (JacksonException e) {
      throw invalid(JsonFaults.describe(e));
    }
  }

  private static boolean isJson(byte[] contentType) {
    String text = new String(contentType, ISO_8859_1);
    int end = text.indexOf(';');
    return (end < 0 ? text : text.substring(0, end)).strip().equalsIgnoreCase(JSON_TYPE);
  }

  private static SluiceException tooLarge(int size) {
    return new SluiceException(
        ErrorCode.TOO_LARGE, size + " bytes; a message may have " + LARGEST + " at most");
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }
}
