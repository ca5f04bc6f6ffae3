package io.sluice.project.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all codes; {@code -Dsluice.golden=write} makes it anew. */
class ProblemsPageTest {
  private static final Path PAGE = Path.of("..", "deploy/docs/problems.md");
  private static final String BEGIN = "<!-- begin: codes -->\n\n";
  private static final String END = "<!-- end: codes -->";

  @Test
  void thePageHasEachCodeWithWhatToDo() throws IOException {
    String page = Files.readString(PAGE).replace("codes -->\n<!--", "codes -->\n\n<!--");
    var text = new StringBuilder(page.substring(0, page.indexOf(BEGIN) + BEGIN.length()));
    for (ErrorCode code : ErrorCode.values()) {
      text.append("### ").append(code).append("\n\n");
      text.append(code.text()).append(" (").append(code.status()).append(")\n\n*What to do:* ");
      text.append(new Failure(code, "").remedy()).append("\n\n");
    }
    text.append(page.substring(page.indexOf(END)));
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(text.toString());
  }
}
