package io.sluice.postgres.text;

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

  @Test
  void copyEscapesWhatWouldEndAValueOrARow() {
    var text = new CopyText();
    text.row(
        new byte[][] {"a\tb\nc\rd\\e".getBytes(UTF_8), null, "é".getBytes(UTF_8)},
        new int[] {0, 1, 2});
    text.row(new byte[][] {new byte[0], "\\N".getBytes(UTF_8)}, new int[] {1, 0});

    assertThat(new String(text.bytes(), 0, text.length(), UTF_8))
        .isEqualTo("a\\tb\\nc\\rd\\\\e\t\\N\té\n\\\\N\t\n");
  }

  @Test
  void aHugeValueDoesNotKeepItsBuffer() {
    var text = new CopyText();
    text.row(new byte[][] {new byte[8 << 20]}, new int[] {0});
    assertThat(text.length()).isGreaterThan(8 << 20);
    text.clear();
    assertThat(text.bytes()).hasSizeLessThan(1 << 20);
  }
}
