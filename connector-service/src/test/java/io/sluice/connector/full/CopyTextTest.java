package io.sluice.connector.full;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CopyTextTest {
  @Test
  void valuesAreWhatWasEscaped() {
    byte[][] values = CopyText.values("1\t\\N\t\ta\\tb\\\\N\\n\n".getBytes(UTF_8), 4);

    assertThat(new String(values[0], UTF_8)).isEqualTo("1");
    assertThat(values[1]).isNull();
    assertThat(values[2]).isEmpty();
    assertThat(new String(values[3], UTF_8)).isEqualTo("a\tb\\N\n");
  }

  @Test
  void anotherNumberOfColumnsIsRefused() {
    assertThatThrownBy(() -> CopyText.values("1\n".getBytes(UTF_8), 2))
        .isInstanceOf(IllegalStateException.class);
  }
}
