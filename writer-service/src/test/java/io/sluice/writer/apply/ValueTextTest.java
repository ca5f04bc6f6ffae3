package io.sluice.writer.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueTextTest {
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

  @Test
  void arraysQuoteEveryValueAndTellNullFromItsName() {
    List<byte[] @Nullable []> rows = new ArrayList<>();
    for (String value : new String[] {"plain", "a\"b\\c", "NULL", "", null, "{x,y}"}) {
      rows.add(new byte[][] {value == null ? null : value.getBytes(UTF_8)});
    }

    assertThat(ArrayText.of(rows, 0))
        .isEqualTo("{\"plain\",\"a\\\"b\\\\c\",\"NULL\",\"\",NULL,\"{x,y}\"}");
  }
}
