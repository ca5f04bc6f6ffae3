package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicRulesTest {
  private final TopicRules rules = new TopicRules();

  @Test
  void aRowIsWhatItsRecordsLeadTo() {
    take(
        "document", "r", 1, "\"position\": 10, \"tx\": null", "\"version\": 1, \"body\": \"long\"");
    take("document", "u", 1, tx(20, 7, 0) + ", \"absent\": [\"body\"]", "\"version\": 2");
    take("document", "c", 2, tx(20, 7, 1), "\"version\": 3, \"body\": null");
    take("document", "d", 2, tx(20, 7, 2), "");
    take("journal", "c", 1, tx(20, 7, 3), "");

    assertThat(rules.content("document")).containsOnlyKeys("1");
    assertThat(rules.content("document").get("1"))
        .hasToString("2 %016x".formatted(TopicRules.digest("long")));
    assertThat(rules.hasMark(1)).isTrue();
    assertThat(rules.missing()).isZero();
    assertThat(rules.example()).isNull();
  }

  @Test
  void aChangeThatComesTwiceIsSeen() {
    take("account", "u", 1, tx(20, 7, 0), "\"version\": 2");
    take("account", "u", 1, tx(20, 7, 0), "\"version\": 2");

    assertThat(rules.duplicated()).isEqualTo(1);
    assertThat(rules.example()).contains("twice in account");
  }

  @Test
  void aRowThatIsCopiedTwiceIsSeen() {
    take("account", "r", 1, "\"position\": 10, \"tx\": null", "\"version\": 1");
    take("account", "r", 1, "\"position\": 11, \"tx\": null", "\"version\": 1");

    assertThat(rules.duplicated()).isEqualTo(1);
  }

  @Test
  void aRowThatMovesToAnotherKeyIsNoRepetition() {
    take("account", "d", 1, tx(20, 7, 0), "");
    take("account", "c", 2, tx(20, 7, 0), "\"version\": 2");

    assertThat(rules.duplicated()).isZero();
  }

  @Test
  void aVersionThatFallsIsSeen() {
    take("account", "u", 1, tx(30, 8, 0), "\"version\": 3");
    take("account", "u", 1, tx(20, 7, 0), "\"version\": 2");

    assertThat(rules.reordered()).isEqualTo(1);
  }

  @Test
  void aChangeThatDoesNotComeIsMissedWhenItsTransactionHasEnded() {
    take("account", "u", 1, tx(20, 7, 0), "\"version\": 2");
    assertThat(rules.missing()).isZero();

    take("journal", "c", 1, tx(20, 7, 2), "");
    assertThat(rules.missing()).isEqualTo(1);
    assertThat(rules.example()).contains("missing");
  }

  @Test
  void whatACopyHasSeenIsNotMissed() {
    take("journal", "c", 1, tx(20, 7, 2), "");
    take("account", "r", 1, "\"position\": 21, \"tx\": null", "\"version\": 2");

    assertThat(rules.missing()).isZero();
  }

  @Test
  void truncationEmptiesAPartition() {
    take("scratch", "c", 1, tx(20, 7, 0), "\"version\": 2");
    take("scratch", "t", 1, tx(30, 8, 0), "");

    assertThat(rules.content("scratch")).isEmpty();
  }

  private void take(String table, String operation, int id, String rest, String columns) {
    var after = "{\"id\": " + id + (columns.isEmpty() ? "" : ", " + columns) + "}";
    rules.take(
        table,
        0,
        operation.equals("t") ? null : "{\"id\":" + id + "}",
        "{\"op\": \"%s\", %s, \"after\": %s}".formatted(operation, rest, after));
  }

  private static String tx(long position, long id, long index) {
    return "\"position\": %d, \"tx\": {\"id\": %d, \"index\": %d}".formatted(position, id, index);
  }
}
