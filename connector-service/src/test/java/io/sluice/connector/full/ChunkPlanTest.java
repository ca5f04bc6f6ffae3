package io.sluice.connector.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.TableSchema;
import io.sluice.connector.position.KeyOrder;
import io.sluice.connector.position.Mark;
import io.sluice.contract.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
  @Test
  void chunksHoldEveryKeyThereWillBe() {
    var chunks = ChunkPlan.of(table("int8", KeyOrder.INTEGER, 1_000), 1, "-500", "500", 250);

    assertThat(chunks).extracting(Mark.Chunk::low).containsExactly(null, "-250", "0", "250");
    assertThat(chunks).extracting(Mark.Chunk::high).containsExactly("-250", "0", "250", null);
  }

  @Test
  void theWidestKeysDoNotOverflow() {
    var chunks =
        ChunkPlan.of(
            table("int8", KeyOrder.INTEGER, 2),
            1,
            Long.toString(Long.MIN_VALUE),
            Long.toString(Long.MAX_VALUE),
            1);
    assertThat(chunks).extracting(Mark.Chunk::high).containsExactly("-1", null);
  }

  @Test
  void uuidsAreCutAsNumbers() {
    var chunks =
        ChunkPlan.of(
            table("uuid", KeyOrder.BYTES, 2),
            1,
            "00000000-0000-0000-0000-000000000000",
            "10000000-0000-0000-0000-000000000000",
            1);
    assertThat(chunks)
        .extracting(Mark.Chunk::high)
        .containsExactly("08000000-0000-0000-0000-000000000000", null);
  }

  @Test
  void otherKeysSmallAndEmptyTablesAreOneChunk() {
    assertThat(ChunkPlan.of(table("text", KeyOrder.BYTES, 9_000), 1, "a", "z", 10)).hasSize(1);
    assertThat(ChunkPlan.of(table("int4", KeyOrder.INTEGER, 9), 1, "1", "9", 10)).hasSize(1);
    assertThat(ChunkPlan.of(table("int4", KeyOrder.INTEGER, 90), 1, null, null, 10)).hasSize(1);
    assertThat(ChunkPlan.of(table("int4", KeyOrder.INTEGER, 90), 1, "5", "5", 10).getFirst())
        .extracting(Mark.Chunk::low)
        .isNull();
  }

  private static CopyTable table(String type, KeyOrder order, long estimate) {
    var name = new TableName("public", "t");
    return new CopyTable(
        name, new TableSchema(0, "public", "t", List.of()), "id", 0, type, order, estimate);
  }
}
