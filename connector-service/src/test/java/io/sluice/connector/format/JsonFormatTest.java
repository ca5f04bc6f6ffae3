package io.sluice.connector.format;

import static io.sluice.connector.format.TestRows.ABSENT;
import static io.sluice.connector.format.TestRows.row;
import static io.sluice.connector.format.TestRows.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.Row;
import io.sluice.connector.format.RowEncoder.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonFormatTest {
  private static final Origin ORIGIN =
      Origin.transaction(742, 26_000_000, Instant.parse("2026-11-20T10:11:12.123456Z"));

  private final RowEncoder encoder =
      new JsonFormat().compile(table("id int8*", "name text", "note text"), null);

  @Test
  void anInsertIsACreation() {
    assertThat(text(encoder.key(row("7", "Ann", null)))).isEqualTo("{\"id\":7}");
    assertThat(value(Kind.CREATED, null, row("7", "A \"nn\"\n", null)))
        .isEqualTo(
            """
            {"op":"c","table":{"schema":"shop","name":"orders"},"key":{"id":7},"before":null,\
            "after":{"id":7,"name":"A \\"nn\\"\\n","note":null},"ts":"2026-11-20T10:11:12.123456Z",\
            "position":26000000,"tx":{"id":742,"index":3}}""");
  }

  @Test
  void whatTheLogDoesNotCarryIsNamed() {
    assertThat(value(Kind.UPDATED, null, row("7", "Ann", ABSENT)))
        .contains("\"after\":{\"id\":7,\"name\":\"Ann\"},\"absent\":[\"note\"],\"ts\"");
  }

  @Test
  void aDeletionHasTheKeyBefore() {
    assertThat(value(Kind.DELETED, row("7", ABSENT, ABSENT), null))
        .contains("\"op\":\"d\"", "\"key\":{\"id\":7},\"before\":{\"id\":7},\"after\":null,\"ts\"");
  }

  @Test
  void aCopiedRowHasNoTransaction() {
    var snapshot = Origin.snapshot(5, Instant.parse("2026-11-20T10:00:00Z"));
    byte[] value = encoder.value(Kind.READ, null, row("7", "Ann", "x"), snapshot, 0);
    assertThat(text(value))
        .contains("\"op\":\"r\"")
        .endsWith("\"ts\":\"2026-11-20T10:00:00Z\",\"position\":5,\"tx\":null}");
  }

  @Test
  void aTruncateHasNoRow() {
    assertThat(value(Kind.TRUNCATED, null, null))
        .contains("\"op\":\"t\"", "\"key\":null,\"before\":null,\"after\":null");
  }

  @Test
  void onlyChosenColumnsAreWrittenAndTheKeyAlways() {
    var chosen =
        new JsonFormat().compile(table("id int8*", "name text", "note text"), List.of("note"));
    assertThat(text(chosen.value(Kind.CREATED, null, row("7", "Ann", "x"), ORIGIN, 0)))
        .contains("\"after\":{\"id\":7,\"note\":\"x\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int4|-12|-12",
        "bigint|9223372036854775807|9223372036854775807",
        "numeric(12,2)|10.50|\"10.50\"",
        "numeric|NaN|\"NaN\"",
        "float8|1e+20|1e+20",
        "float4|-Infinity|\"-Infinity\"",
        "bool|t|true",
        "boolean|f|false",
        "jsonb|{\"a\": [1, null]}|{\"a\": [1, null]}",
        "bytea|\\x00ff10|\"AP8Q\"",
        "bytea|\\x|\"\"",
        "date|2026-01-31|\"2026-01-31\"",
        "timestamp(3)|2026-01-31 10:00:00.5|\"2026-01-31T10:00:00.5\"",
        "timestamptz|2026-01-31 10:00:00+00|\"2026-01-31T10:00:00Z\"",
        "timestamp with time zone|2026-01-31 10:00:00+02|\"2026-01-31T10:00:00+02:00\"",
        "timestamptz|2026-01-31 10:00:00-03:30|\"2026-01-31T10:00:00-03:30\"",
        "timestamptz|infinity|\"infinity\"",
        "timestamp|0044-03-15 00:00:00 BC|\"0044-03-15 00:00:00 BC\"",
        "timetz|10:00:00+00|\"10:00:00Z\"",
        "interval|1 year 2 mons|\"1 year 2 mons\"",
        "uuid|0191e5a0-0000-7000-8000-000000000000|\"0191e5a0-0000-7000-8000-000000000000\"",
        "_int4|{1,2,NULL}|[1,2,null]",
        "integer[]|{{1,2},{3,4}}|[[1,2],[3,4]]",
        "_text|{a,\"b,\\\"c\\\\\",\"NULL\",NULL,\"\"}|[\"a\",\"b,\\\"c\\\\\",\"NULL\",null,\"\"]",
        "_timestamptz|{\"2026-01-31 10:00:00+00\"}|[\"2026-01-31T10:00:00Z\"]",
        "_int4|[2:3]={1,2}|\"[2:3]={1,2}\"",
        "_int4|{}|[]",
        "text|ünï|\"ünï\""
      })
  void aValueIsWrittenByItsType(String type, String text, String json) {
    var typed = new JsonFormat().compile(table("id int8*", "v " + type), null);
    String value = text(typed.value(Kind.CREATED, null, row("1", text), ORIGIN, 0));

    assertThat(value).contains("\"after\":{\"id\":1,\"v\":" + json + "}");
    assertThat(new JsonMapper().readTree(value).path("after").has("v")).isTrue();
  }

  @Test
  void everyControlCharacterIsValidJson() {
    var all = new StringBuilder();
    for (char c = 1; c < 0x80; c++) {
      all.append(c);
    }
    String value = value(Kind.CREATED, null, row("1", all.toString(), null));
    assertThat(new JsonMapper().readTree(value).path("after").path("name").asString())
        .isEqualTo(all.toString());
  }

  private String value(Kind kind, @Nullable Row before, @Nullable Row after) {
    return text(encoder.value(kind, before, after, ORIGIN, 3));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
