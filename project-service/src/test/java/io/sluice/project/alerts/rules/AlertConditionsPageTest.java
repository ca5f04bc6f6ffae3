package io.sluice.project.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.AlertCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a person reads about a condition is what the API says of it. */
class AlertConditionsPageTest {
  private static final Path PAGE = Path.of("../deploy/docs/alerts.md");
  private static final String BEGIN = "<!-- generated: conditions -->\n";
  private static final String END = "<!-- end: conditions -->";

  @Test
  void thePageHasEachConditionWithWhatToDo() throws IOException {
    String page = Files.readString(PAGE);
    var text = new StringBuilder(page.substring(0, page.indexOf(BEGIN) + BEGIN.length()));
    for (AlertCondition one : AlertCondition.values()) {
      text.append("### ").append(one).append("\n\n");
      text.append(one.meaning()).append("\n\n*What to do:* ").append(one.remedy()).append("\n\n");
    }
    text.append(page.substring(page.indexOf(END)));
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(text.toString());
  }
}
