package io.sluice.connector.incremental;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.connector.format.RecordFormat;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Routes routes =
      new Routes(
          RecordFormat.of(SyncOptions.Format.JSON, new RecordFormat.SourceName("p", "db")),
          List.of(TableMapping.same("public", "t")),
          mapping -> mapping.source().name());

  @Test
  void aTableWithoutKeyIsKeyedByAllItsColumns() {
    var route = Objects.requireNonNull(routes.of(table("t")));

    assertThat(route.keys()).containsExactly(0, 1);
    var row = new Row(new byte[][] {"1".getBytes(UTF_8), "x".getBytes(UTF_8)});
    assertThat(new String(route.encoder().key(row), UTF_8)).isEqualTo("{\"a\":1,\"b\":\"x\"}");
  }

  @Test
  void aTableOfAnotherProjectHasNoRoute() {
    assertThat(routes.of(table("other"))).isNull();
  }

  private static TableSchema table(String name) {
    return new TableSchema(
        name.length(),
        "public",
        name,
        List.of(
            new ColumnSchema("a", "integer", true, false),
            new ColumnSchema("b", "text", true, false)));
  }
}
