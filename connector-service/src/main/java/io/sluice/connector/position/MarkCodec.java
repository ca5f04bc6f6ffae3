package io.sluice.connector.position;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Marks as JSON; the key says which kind. */
final class MarkCodec {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private MarkCodec() {}

  static byte[] key(Mark mark) {
    return mark.key().getBytes(UTF_8);
  }

  static byte[] value(Mark mark) {
    return JSON.writeValueAsBytes(mark);
  }

  static Mark read(byte[] key, byte[] value) {
    String name = new String(key, UTF_8);
    return JSON.readValue(value, type(name));
  }

  private static Class<? extends Mark> type(String key) {
    if (key.startsWith(Mark.Chunk.PREFIX)) {
      return Mark.Chunk.class;
    }
    return switch (key) {
      case Mark.LogPosition.KEY -> Mark.LogPosition.class;
      case Mark.CopyStart.KEY -> Mark.CopyStart.class;
      case "claim" -> Mark.Claim.class;
      default -> throw new IllegalStateException("not a mark: " + key);
    };
  }
}
