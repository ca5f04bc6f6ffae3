package io.sluice.writer.postgres;

import io.sluice.postgres.text.CopyText;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.Column;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Some columns of some rows of a table.
 *
 * @param rows values in the order of the source's schema
 */
record RowSet(TablePlan plan, List<Column> columns, List<byte[] @Nullable []> rows) {
  private static final int SEND = 1 << 16;

  int size() {
    return rows.size();
  }

  RowSet part(int from, int to) {
    return new RowSet(plan, columns, rows.subList(from, to));
  }

  /** Sends all rows in pieces, each as soon as it is built. */
  void writeTo(CopyIn copy, CopyText text) throws SQLException {
    int[] indexes = columns.stream().mapToInt(Column::index).toArray();
    text.clear();
    for (byte[][] row : rows) {
      text.row(row, indexes);
      if (text.length() >= SEND) {
        copy.writeToCopy(text.bytes(), 0, text.length());
        text.clear();
      }
    }
    copy.writeToCopy(text.bytes(), 0, text.length());
    text.clear();
  }
}
