package io.sluice.connector.format;

import static io.sluice.connector.format.TestRows.ABSENT;
import static io.sluice.connector.format.TestRows.row;
import static io.sluice.connector.format.TestRows.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.Row;
import io.sluice.connector.format.RowEncoder.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class DebeziumFormatTest {
  private static final RecordFormat.SourceName NAME = new RecordFormat.SourceName("p", "shopdb");
  private static final Origin ORIGIN =
      Origin.transaction(742, 26_000_000, Instant.parse("2026-11-20T10:11:12.123456Z"));

  private final RowEncoder encoder =
      new DebeziumFormat(NAME).compile(table("id int8*", "name text", "note bytea"), null);

  @Test
  void anInsertHasTheWholeEnvelope() {
    assertThat(text(encoder.key(row("7", "Ann", null)))).isEqualTo("{\"id\":7}");
    assertThat(value(Kind.CREATED, null, row("7", "Ann", null)))
        .isEqualTo(
            """
            {"before":null,"after":{"id":7,"name":"Ann","note":null},"source":{"version":"sluice",\
            "connector":"postgresql","name":"p","ts_ms":1795169472123,"ts_us":1795169472123456,\
            "ts_ns":1795169472123456000,"snapshot":"false","db":"shopdb","schema":"shop",\
            "table":"orders","sequence":"[\\"26000000\\",\\"26000000\\"]","txId":742,\
            "lsn":26000000,"xmin":null},"transaction":null,"op":"c","ts_ms":1795169472123,\
            "ts_us":1795169472123456,"ts_ns":1795169472123456000}""");
  }

  @Test
  void unchangedToastIsDebeziumsPlaceholder() {
    assertThat(value(Kind.UPDATED, null, row("7", ABSENT, ABSENT)))
        .contains("\"name\":\"__debezium_unavailable_value\"")
        .contains("\"note\":\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\"");
  }

  @Test
  void aDeletionHasNullsBesideTheKeyAndATombstoneAfterIt() {
    assertThat(value(Kind.DELETED, row("7", ABSENT, ABSENT), null))
        .startsWith("{\"before\":{\"id\":7,\"name\":null,\"note\":null},\"after\":null,");
    assertThat(encoder.tombstones()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "date|2026-01-31|20484",
        "date|infinity|2147483647",
        "date|0001-01-01 BC|-719528",
        "timestamp|2026-01-31 10:00:00.5|1769853600500000",
        "timestamp(3)|2026-01-31 10:00:00.5|1769853600500",
        "timestamp|-infinity|-9223372036832400000",
        "timestamptz|2026-01-31 10:00:00+00|\"2026-01-31T10:00:00Z\"",
        "time|10:00:00.000001|36000000001",
        "time(0)|10:00:00|36000000",
        "time|24:00:00|86400000000",
        "numeric(12,2)|10.50|\"10.50\"",
        "jsonb|{\"a\": 1}|\"{\\\"a\\\": 1}\"",
        "bool|t|true",
        "_int4|{1,2}|[1,2]"
      })
  void aValueIsWrittenByItsType(String type, String text, String json) {
    var typed = new DebeziumFormat(NAME).compile(table("id int8*", "v " + type), null);
    String value = text(typed.value(Kind.CREATED, null, row("1", text), ORIGIN, 0));

    assertThat(value).contains("\"after\":{\"id\":1,\"v\":" + json + "}");
    assertThat(new JsonMapper().readTree(value).path("after").has("v")).isTrue();
  }

  private String value(Kind kind, @Nullable Row before, @Nullable Row after) {
    return text(encoder.value(kind, before, after, ORIGIN, 3));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
