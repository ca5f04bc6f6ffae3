package io.sluice.connector.position;

import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hands the tables of a Connector that brings them in over to the one that goes on with all, in one
 * transaction of the destination, by the taker's own transactional id: no run of it can commit
 * anything between what is read of its position and that transaction. By then the giver has written
 * the log at least as far as the taker has, which leaves out what it finds of these tables up to
 * there. The taker's next run has to be of a later revision than the giver's: by that one it goes
 * on without the tables, which it would forget again.
 */
public final class Merge implements AutoCloseable {
  /** The taker is disturbed by an attempt, and its position takes a moment to be read. */
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final ExactWriter.Run giver;
  private final ExactWriter.Run taker;
  private @Nullable ExactWriter fencing;
  private long next = System.nanoTime();

  /**
   * @param taker id of the Connector that is to have the tables
   */
  public Merge(ExactWriter.Run giver, String taker) {
    this.giver = giver;
    this.taker =
        new ExactWriter.Run(
            giver.cluster(),
            taker,
            giver.epoch(),
            giver.tables(),
            giver.revision(),
            giver.patience(),
            giver.crashPoints());
  }

  /**
   * Whether the Connector that had these tables has let them go; until then it may write to them.
   */
  public static boolean hasLetGo(Map<String, Object> cluster, String taker, Set<TableName> tables) {
    var known = PositionTopic.readIfThere(cluster, Topics.connectorPosition(taker));
    return known == null || known.chunks().keySet().stream().noneMatch(tables::contains);
  }

  /**
   * To be called often, between transactions, once the giver has caught up.
   *
   * @param position of the giver, at the end of a source transaction
   * @param chunks of its tables
   * @return true when the tables are the taker's
   */
  public boolean handOver(
      PositionRecord.LogPosition position, Map<TableName, List<PositionRecord.Chunk>> chunks) {
    if (System.nanoTime() - next < 0) {
      return false;
    }
    try {
      var held = fencing;
      if (held == null) {
        var seen = PositionTopic.readIfThere(giver.cluster(), topic(taker));
        if (seen == null || !isAhead(position, seen)) {
          next = System.nanoTime() + INTERVAL;
          return false;
        }
        held = ExactWriter.fence(taker);
        fencing = held;
        giver.crashPoints().accept(10);
      }
      if (!isAhead(position, held.positions())) {
        return false;
      }
      commit(held, position, chunks);
      giver.crashPoints().accept(11);
      return true;
    } catch (SluiceException e) {
      if (!e.isTransient() && e.failure().code() != io.sluice.contract.ErrorCode.FENCED) {
        throw e;
      }
      // A run of the taker has come between.
      close();
      next = System.nanoTime() + INTERVAL;
      return false;
    }
  }

  private static boolean isAhead(PositionRecord.LogPosition position, PositionRecords of) {
    Long reached = of.reached();
    return reached != null && position.offset() >= reached;
  }

  private void commit(
      ExactWriter held,
      PositionRecord.LogPosition position,
      Map<TableName, List<PositionRecord.Chunk>> chunks) {
    long epoch = held.positions().epoch();
    var records = new ArrayList<PositionRecord>();
    records.add(new PositionRecord.Revision(epoch, giver.revision() + 1));
    for (TableName table : giver.tables()) {
      records.add(new PositionRecord.Merged(epoch, table, position.commitPosition()));
      for (var chunk : chunks.getOrDefault(table, List.of())) {
        records.add(chunk.of(epoch));
      }
    }
    var over = new PositionRecord.HandedOver(giver.epoch(), taker.connectorId());
    held.send(
        new ProducerRecord<>(topic(giver), PositionCodec.key(over), PositionCodec.value(over)));
    held.commit(records);
  }

  private static String topic(ExactWriter.Run of) {
    return Topics.connectorPosition(of.connectorId());
  }

  @Override
  public void close() {
    if (fencing != null) {
      fencing.close();
      fencing = null;
    }
  }
}
