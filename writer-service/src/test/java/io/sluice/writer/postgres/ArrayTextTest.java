package io.sluice.writer.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArrayTextTest {
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
