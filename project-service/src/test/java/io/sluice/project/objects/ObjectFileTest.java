package io.sluice.project.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectFileTest {
  private static final List<TableMapping> TABLES =
      List.of(
          TableMapping.same("public", "orders"),
          new TableMapping(
              new TableName("my, shop", "line \"items\""),
              new TableName("copy", "items"),
              List.of("id", "a, b", "say \"c\""),
              "note <> 'two\nlines, and \"quotes\"'"));

  @Test
  void whatIsExportedIsImportedAsItWas() {
    var csv = ObjectFile.ofCsv(ObjectFile.csv(TABLES), ComponentKind.WRITER);
    assertThat(csv.faults()).isEmpty();
    assertThat(csv.tables()).isEqualTo(TABLES);
    var json = ObjectFile.ofJson(ObjectFile.json(TABLES), ComponentKind.WRITER);
    assertThat(json.faults()).isEmpty();
    assertThat(json.tables()).isEqualTo(TABLES);
  }

  @Test
  void aFileNeedsTheColumnsThatHaveNoUsualValueOnly() {
    var file = csv("\uFEFFname,schema\r\norders,public\r\n\r\nusers,public\r\n");
    assertThat(file.faults()).isEmpty();
    assertThat(file.tables())
        .containsExactly(
            TableMapping.same("public", "orders"), TableMapping.same("public", "users"));
  }

  @Test
  void allFaultsAreToldByLineAndColumn() {
    var file =
        csv(
            """
            schema,name,target_name,filter
            public,a,t,
            public,b,t,"id > 5
              and id < 7"
            public,a,,
            public,,,
            public,c,,id > 5; drop table c
            public,d
            """);
    assertThat(file.faults())
        .extracting(ObjectFile.Fault::toString)
        .containsExactlyInAnyOrder(
            "line 3 target_name: public.t is the target of another table",
            "line 5 name: public.a is there twice",
            "line 6 name: missing",
            "line 7 filter: not one condition (no ; \\ $ or comments, and brackets in pairs)",
            "line 8: has 2 fields, the header 4");
    assertThatThrownBy(file::refuseFaults)
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("line 7 filter");
  }

  @Test
  void whatIsNoSuchFileIsRefusedWithThePlace() {
    assertThat(csv("schema,table\npublic,a\n").faults())
        .extracting(ObjectFile.Fault::field)
        .containsExactly("name", "table");
    assertThat(csv("schema,name\npublic,\"a\n").faults()).isNotEmpty();
    assertThat(csv("schema,schema\npublic,a\n").faults()).isNotEmpty();
    assertThat(csv("").faults()).isNotEmpty();
    assertThat(ObjectFile.ofCsv(new byte[] {'a', (byte) 0xff}, ComponentKind.WRITER).faults())
        .extracting(ObjectFile.Fault::detail)
        .containsExactly("the file is not text in UTF-8");
    assertThat(json("{\"tables\": [{\"schema\": \"public\"}]}")).contains("name");
    assertThat(json("{\"tables\": [{\"schema\": \"public\", \"name\": \"\"}]}"))
        .contains("tables[0].source.name: missing");
    assertThat(json("{\"tables\"")).contains("not valid JSON");
  }

  private static ObjectFile csv(String text) {
    return ObjectFile.ofCsv(text.getBytes(UTF_8), ComponentKind.WRITER);
  }

  private static String json(String text) {
    return ObjectFile.ofJson(text.getBytes(UTF_8), ComponentKind.WRITER).faults().toString();
  }
}
