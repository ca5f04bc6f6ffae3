package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Base64;

/** How Debezium writes values, by default settings (numerics as strings). */
final class DebeziumValues {
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  private DebeziumValues() {}

  static TextToJson writer(PgType type) {
    return switch (type.base()) {
      case "int2", "int4", "int8", "oid" -> JsonValues::asIs;
      case "float4", "float8" -> JsonValues::floating;
      case "bool" -> JsonValues::bool;
      case "bytea" -> JsonValues::base64;
      case "date" -> DebeziumValues::days;
      case "timestamp" ->
          isMillis(type) ? (text, out) -> timestamp(text, out, 1_000) : DebeziumValues::micros;
      case "timestamptz" -> JsonValues::timestamp;
      case "time" ->
          isMillis(type) ? (text, out) -> time(text, out, 1_000_000) : DebeziumValues::timeMicros;
      case "timetz" -> JsonValues::zonedTime;
      default -> JsonValues::text;
    };
  }

  /** What stands for an unchanged TOAST value of this type. */
  static byte[] unavailable(PgType type) {
    var out = new JsonBytes();
    if (type.array()) {
      return out.raw('[').string(UNAVAILABLE).raw(']').take();
    }
    if (type.base().equals("bytea")) {
      return out.string(Base64.getEncoder().encodeToString(UNAVAILABLE.getBytes(US_ASCII))).take();
    }
    return out.string(UNAVAILABLE).take();
  }

  /** Debezium's adaptive precision: three digits or less are milliseconds. */
  private static boolean isMillis(PgType type) {
    return type.precision() >= 0 && type.precision() <= 3;
  }

  private static void days(byte[] text, JsonBytes out) {
    switch (infinity(text)) {
      case 1 -> out.number(Integer.MAX_VALUE);
      case -1 -> out.number(Integer.MIN_VALUE);
      default -> {
        try {
          out.number(date(new String(text, US_ASCII)).toEpochDay());
        } catch (DateTimeException e) {
          out.string(text);
        }
      }
    }
  }

  private static void micros(byte[] text, JsonBytes out) {
    timestamp(text, out, 1_000_000);
  }

  private static void timestamp(byte[] text, JsonBytes out, long perSecond) {
    switch (infinity(text)) {
      case 1 -> out.number(9223372036825200000L / (1_000_000 / perSecond));
      case -1 -> out.number(-9223372036832400000L / (1_000_000 / perSecond));
      default -> {
        try {
          var at = dateTime(new String(text, US_ASCII));
          long seconds = at.toEpochSecond(ZoneOffset.UTC);
          out.number(seconds * perSecond + at.getNano() / (1_000_000_000 / perSecond));
        } catch (DateTimeException e) {
          out.string(text);
        }
      }
    }
  }

  private static void timeMicros(byte[] text, JsonBytes out) {
    time(text, out, 1_000);
  }

  private static void time(byte[] text, JsonBytes out, long nanosPerUnit) {
    var at = new String(text, US_ASCII);
    // PostgreSQL alone has the end of the day as a time.
    long nanos =
        at.startsWith("24:")
            ? 86_400_000_000_000L
            : LocalTime.parse(at).getLong(ChronoField.NANO_OF_DAY);
    out.number(nanos / nanosPerUnit);
  }

  private static int infinity(byte[] text) {
    if (text[0] == 'i') {
      return 1;
    }
    return text[0] == '-' && text[1] == 'i' ? -1 : 0;
  }

  private static LocalDateTime dateTime(String text) {
    boolean bc = text.endsWith(" BC");
    String plain = bc ? text.substring(0, text.length() - 3) : text;
    int space = plain.indexOf(' ');
    var date = date(bc ? plain.substring(0, space) + " BC" : plain.substring(0, space));
    return date.atTime(LocalTime.parse(plain.substring(space + 1)));
  }

  /** Years of any length; the year 1 BC is year 0. */
  private static LocalDate date(String text) {
    boolean bc = text.endsWith(" BC");
    String[] parts = (bc ? text.substring(0, text.length() - 3) : text).split("-", -1);
    int year = Integer.parseInt(parts[0]);
    return LocalDate.of(
        bc ? 1 - year : year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }
}
