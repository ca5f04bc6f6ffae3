package io.sluice.project.datasources;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableRulesTest {
  @Test
  void aTableIsChosenByOnePatternUnlessAnotherLeavesItOut() {
    assertThat(chosen("shop.*")).containsExactly("shop.orders", "shop.tmp_1", "shop.a.b");
    assertThat(chosen("shop.*", "!*.tmp_*")).containsExactly("shop.orders", "shop.a.b");
    assertThat(chosen("!shop.a.b", "*.*")).doesNotContain("shop.a.b").hasSize(4);
    assertThat(chosen("sho?.order?")).containsExactly("shop.orders");
    assertThat(chosen("shop.[a-n]*")).containsExactly("shop.a.b");
    assertThat(chosen("shop.[!a-n]*")).containsExactly("shop.orders", "shop.tmp_1");
    assertThat(chosen("[^]*.*")).containsExactly("^x.(y)");
    assertThat(chosen("*.(y)")).containsExactly("^x.(y)");
    assertThat(chosen("SHOP.*")).containsExactly("SHOP.orders");
    assertThat(chosen("shop.order")).isEmpty();
  }

  @Test
  void rulesThatMatchNothingAreTold() {
    assertThat(TableRules.of(List.of("shop.*", "!shop.tmp_*", "shop.none")).idle(TABLES))
        .containsExactly("shop.none");
  }

  private static final List<TableName> TABLES =
      List.of(
          new TableName("shop", "orders"),
          new TableName("shop", "tmp_1"),
          new TableName("shop", "a.b"),
          new TableName("SHOP", "orders"),
          new TableName("^x", "(y)"));

  private static List<String> chosen(String... rules) {
    var all = TableRules.of(List.of(rules));
    return TABLES.stream().filter(all::choose).map(TableName::toString).toList();
  }
}
