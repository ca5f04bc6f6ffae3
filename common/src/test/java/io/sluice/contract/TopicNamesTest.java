package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
  @Test
  void aTableIsNamedByTheTemplateUnlessItsTargetDiffers() {
    assertThat(TopicNames.of(TableMapping.same("shop", "orders"), "x.{schema}.{table}"))
        .isEqualTo("x.shop.orders");
    var renamed =
        new TableMapping(
            new TableName("shop", "orders"), new TableName("shop", "sales"), null, null);
    assertThat(TopicNames.of(renamed, "x.{schema}.{table}")).isEqualTo("sales");
  }

  @Test
  void whatKafkaDoesNotAllowIsAnUnderscore() {
    assertThat(TopicNames.of(TableMapping.same("my shop", "örders"), "{schema}.{table}"))
        .isEqualTo("my_shop._rders");
  }

  @Test
  void twoTablesDoNotMeetInOneTopic() {
    var tables = List.of(TableMapping.same("s", "a b"), TableMapping.same("s", "a_b"));
    assertThatThrownBy(() -> TopicNames.all(tables, "{schema}.{table}"))
        .isInstanceOf(SluiceException.class);
    assertThatThrownBy(() -> TopicNames.of(TableMapping.same("s", "x".repeat(250)), "{table}"))
        .isInstanceOf(SluiceException.class);
  }
}
