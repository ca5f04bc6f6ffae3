package io.sluice.store.postgres;

import io.sluice.change.UnreadableException;
import io.sluice.postgres.Database;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How far a source's log was read, as the Store's log keeps it.
 *
 * @param lsn reading goes on here
 * @param of whose; null in a log that is older than this knowledge, and taken for the source's own
 *     once
 */
public record SourcePosition(long lsn, @Nullable SourceIdentity of) {
  private static final int WITHOUT_IDENTITY = Long.BYTES;
  private static final int WITH_IDENTITY = 2 * Long.BYTES + Integer.BYTES;

  public static SourcePosition read(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case WITHOUT_IDENTITY -> new SourcePosition(buffer.getLong(), null);
      case WITH_IDENTITY ->
          new SourcePosition(
              buffer.getLong(), new SourceIdentity(buffer.getLong(), buffer.getInt()));
      default -> throw new UnreadableException("not a position of a known version");
    };
  }

  public byte[] bytes() {
    return of == null
        ? ByteBuffer.allocate(WITHOUT_IDENTITY).putLong(lsn).array()
        : ByteBuffer.allocate(WITH_IDENTITY)
            .putLong(lsn)
            .putLong(of.system())
            .putInt(of.timeline())
            .array();
  }

  /**
   * Who the source is now, if this position is in its past; a source that was failed over is
   * followed where it left the old timeline at or after it.
   *
   * @throws io.sluice.contract.SluiceException SOURCE_REPLACED, SOURCE_FORKED
   */
  public SourceIdentity verified(Database source) throws SQLException {
    try (var replication = source.replication("sluice identity")) {
      var now = SourceIdentity.of(replication);
      if (of != null) {
        int timeline = now.identity().timeline();
        boolean follows = timeline > 1 && timeline != of.timeline();
        SourceIdentity.verify(
            of, lsn, now, follows ? SourceIdentity.history(replication, timeline) : "");
      }
      return now.identity();
    }
  }
}
