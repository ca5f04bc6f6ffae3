package io.sluice.connector.full;

import io.sluice.connector.position.KeyOrder;
import io.sluice.connector.position.Mark;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a table into chunks; pure. */
final class ChunkPlan {
  private static final int MOST_CHUNKS = 5_000;

  private ChunkPlan() {}

  /**
   * Chunks of about the wanted number of rows if keys were spread evenly. The first has no lower
   * and the last no upper bound, so together they hold every key there will ever be.
   *
   * @param least the least key there is, or null for an empty table
   * @param most the greatest key there is
   */
  static List<Mark.Chunk> of(
      CopyTable table,
      long epoch,
      @Nullable String least,
      @Nullable String most,
      int rowsPerChunk) {
    var bounds = new ArrayList<@Nullable String>();
    bounds.add(null);
    long wanted = Math.min(MOST_CHUNKS, Math.ceilDiv(table.rowsEstimate(), rowsPerChunk));
    if (table.isSplit() && least != null && most != null && wanted > 1) {
      bounds.addAll(cuts(table.order(), least, most, (int) wanted));
    }
    bounds.add(null);
    var chunks = new ArrayList<Mark.Chunk>();
    for (int i = 0; i + 1 < bounds.size(); i++) {
      chunks.add(
          new Mark.Chunk(
              epoch,
              table.name(),
              i,
              table.keyColumn(),
              table.order(),
              bounds.get(i),
              bounds.get(i + 1),
              List.of(),
              0,
              false));
    }
    return chunks;
  }

  private static List<String> cuts(KeyOrder order, String least, String most, int parts) {
    BigInteger from = number(order, least);
    BigInteger span = number(order, most).subtract(from);
    var cuts = new ArrayList<String>();
    BigInteger last = null;
    for (int i = 1; i < parts; i++) {
      var cut = from.add(span.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(parts)));
      if (!cut.equals(last)) {
        cuts.add(text(order, cut));
        last = cut;
      }
    }
    return cuts;
  }

  private static BigInteger number(KeyOrder order, String key) {
    return order == KeyOrder.INTEGER
        ? new BigInteger(key)
        : new BigInteger(key.replace("-", ""), 16);
  }

  private static String text(KeyOrder order, BigInteger number) {
    if (order == KeyOrder.INTEGER) {
      return number.toString();
    }
    String digits = number.toString(16);
    String hex = "0".repeat(32 - digits.length()) + digits;
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }
}
