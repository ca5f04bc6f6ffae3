package io.sluice.connector.position;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** PositionRecords as JSON; the key says which kind. */
final class PositionCodec {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private PositionCodec() {}

  static byte[] key(PositionRecord mark) {
    return mark.key().getBytes(UTF_8);
  }

  static byte[] value(PositionRecord mark) {
    return JSON.writeValueAsBytes(mark);
  }

  static PositionRecord read(byte[] key, byte[] value) {
    String name = new String(key, UTF_8);
    return JSON.readValue(value, type(name));
  }

  private static Class<? extends PositionRecord> type(String key) {
    if (key.startsWith(PositionRecord.Chunk.PREFIX)) {
      return PositionRecord.Chunk.class;
    }
    if (key.startsWith(PositionRecord.Merged.PREFIX)) {
      return PositionRecord.Merged.class;
    }
    return switch (key) {
      case PositionRecord.Revision.KEY -> PositionRecord.Revision.class;
      case PositionRecord.HandedOver.KEY -> PositionRecord.HandedOver.class;
      case PositionRecord.LogPosition.KEY -> PositionRecord.LogPosition.class;
      case PositionRecord.Log.KEY -> PositionRecord.Log.class;
      case PositionRecord.CopyStart.KEY -> PositionRecord.CopyStart.class;
      case "claim" -> PositionRecord.Claim.class;
      default -> throw new IllegalStateException("not a mark: " + key);
    };
  }
}
