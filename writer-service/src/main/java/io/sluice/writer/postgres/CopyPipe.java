package io.sluice.writer.postgres;

import io.sluice.chunk.RateLimit;
import io.sluice.component.Meter;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Passes the rows of one COPY to another unread. A server sends a message for each row; many go on
 * as one. While this side waits for one server the other one works, as far as the sockets' buffers
 * reach; nothing else is buffered.
 */
public final class CopyPipe {
  private static final int BUFFER = 128 << 10;

  private final Meter meter;
  private final TableName table;
  private final RateLimit limit;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private long pending;
  private long counted;

  public CopyPipe(Meter meter, TableName table, RateLimit limit) {
    this.meter = meter;
    this.table = table;
    this.limit = limit;
  }

  /** Returns the number of rows that went through. */
  public long run(Connection source, String copyOut, Connection destination, String copyIn)
      throws InterruptedException {
    CopyOut out =
        DatabaseRole.SOURCE.call(
            () -> source.unwrap(PGConnection.class).getCopyAPI().copyOut(copyOut));
    CopyIn in =
        DatabaseRole.DESTINATION.call(
            () -> destination.unwrap(PGConnection.class).getCopyAPI().copyIn(copyIn));
    byte[] row = next(out);
    while (row != null) {
      pending++;
      pass(in, row);
      row = next(out);
    }
    write(in, buffer, filled);
    DatabaseRole.DESTINATION.call(in::endCopy);
    long rows = out.getHandledRowCount();
    meter.copied(table, rows - counted, 0); // the end of the binary form is a message as well
    return rows;
  }

  private static byte @Nullable [] next(CopyOut out) {
    try {
      return out.readFromCopy();
    } catch (SQLException e) {
      throw DatabaseRole.SOURCE.failure(e);
    }
  }

  private void pass(CopyIn in, byte[] row) throws InterruptedException {
    if (filled + row.length > BUFFER) {
      write(in, buffer, filled);
      filled = 0;
    }
    if (row.length > BUFFER) {
      write(in, row, row.length);
    } else {
      System.arraycopy(row, 0, buffer, filled, row.length);
      filled += row.length;
    }
  }

  private void write(CopyIn in, byte[] bytes, int length) throws InterruptedException {
    if (length == 0) {
      return;
    }
    try {
      in.writeToCopy(bytes, 0, length);
    } catch (SQLException e) {
      throw DatabaseRole.DESTINATION.failure(e);
    }
    meter.copied(table, pending, length);
    limit.take(pending);
    counted += pending;
    pending = 0;
  }
}
