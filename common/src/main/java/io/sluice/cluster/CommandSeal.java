package io.sluice.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.datasource.SealingKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Tells commands that this installation sent from those that came over Kafka by themselves. Anybody
 * who may write to a command topic can put any name into a command; only what holds the key can
 * seal it. So the actor of a sealed command is who was signed in, and whatever another one says of
 * itself is a declaration.
 */
public final class CommandSeal {
  private static final String HEADER = "ce_seal";
  private static final String CLOUD_EVENT = "ce_";

  private final SealingKey key;

  public CommandSeal(SealingKey key) {
    this.key = key;
  }

  /** Adds the seal to the record's headers: nothing else of it may change after that. */
  public ProducerRecord<String, byte[]> seal(ProducerRecord<String, byte[]> record) {
    byte[] mac = key.mac(content(record.key(), record.value(), record.headers()));
    record
        .headers()
        .add(
            HEADER, Base64.getUrlEncoder().withoutPadding().encodeToString(mac).getBytes(US_ASCII));
    return record;
  }

  /** Whether it is, in every byte that says something, as this installation sent it. */
  public boolean holds(ConsumerRecord<String, byte[]> record) {
    Header seal = record.headers().lastHeader(HEADER);
    if (seal == null || seal.value() == null) {
      return false;
    }
    try {
      byte[] mac = Base64.getUrlDecoder().decode(seal.value());
      return key.isMacOf(mac, content(record.key(), record.value(), record.headers()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** With the length before each part, so that no two contents run together to the same. */
  private static byte[] content(String key, byte[] value, Headers headers) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      put(out, key.getBytes(UTF_8));
      put(out, value);
      var own =
          StreamSupport.stream(headers.spliterator(), false)
              .filter(header -> header.key().startsWith(CLOUD_EVENT))
              .filter(header -> !header.key().equals(HEADER))
              .sorted(Comparator.comparing(Header::key))
              .toList();
      for (Header header : own) {
        put(out, header.key().getBytes(UTF_8));
        put(out, header.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, byte[] part) throws IOException {
    out.writeInt(part == null ? -1 : part.length);
    if (part != null) {
      out.write(part);
    }
  }
}
