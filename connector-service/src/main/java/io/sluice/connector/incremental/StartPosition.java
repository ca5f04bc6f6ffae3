package io.sluice.connector.incremental;

import io.sluice.component.TaskContext;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.PositionRecord;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.storelog.StoreLogReader;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Where a run of incremental synchronization starts: its mark, the copy's start, or a replay. */
final class StartPosition {
  private final TaskContext context;
  private final ExactWriter writer;
  private final IntConsumer crashPoints;

  StartPosition(TaskContext context, ExactWriter writer, IntConsumer crashPoints) {
    this.context = context;
    this.writer = writer;
    this.crashPoints = crashPoints;
  }

  PositionRecord.LogPosition find(StoreLogReader reader) {
    var known = writer.positions().logId();
    var log = reader.require(known);
    if (known == null) {
      writer.commit(List.of(new PositionRecord.Log(context.epoch(), log)));
    }
    var position = position(reader);
    Instant replayFrom = context.replayFrom();
    return replayFrom == null ? position : replay(reader, position, replayFrom);
  }

  private PositionRecord.LogPosition position(StoreLogReader reader) {
    var positions = writer.positions();
    if (context.spec().options().steps().contains(Step.FULL)) {
      requireCopied();
    }
    var log = positions.log();
    if (log != null) {
      return at(log.offset(), log, log.replayUntil());
    }
    var copy = positions.copyStart();
    if (copy != null) {
      return at(copy.logOffset(), null, null);
    }
    return at(reader.firstOffset(), null, null);
  }

  private void requireCopied() {
    var chunks = writer.positions().chunks();
    for (var mapping : context.spec().tables()) {
      var list = chunks.getOrDefault(mapping.source(), List.of());
      if (list.isEmpty() || !list.stream().allMatch(PositionRecord.Chunk::done)) {
        throw new SluiceException(
            ErrorCode.NOT_ALLOWED_NOW,
            "full synchronization of " + mapping.source() + " is not complete");
      }
    }
  }

  /** The move is durable before it is recorded; a run that dies between moves again. */
  private PositionRecord.LogPosition replay(
      StoreLogReader reader, PositionRecord.LogPosition position, Instant replayFrom) {
    var replay = reader.replayStart(replayFrom, position.offset(), position.replayUntil());
    var moved = at(replay.from(), position, replay.until());
    writer.commit(List.of(moved));
    crashPoints.accept(6);
    context.replayStarted(replay.from(), replay.until());
    return moved;
  }

  private PositionRecord.LogPosition at(
      long offset, PositionRecord.@Nullable LogPosition last, @Nullable Long replayUntil) {
    return new PositionRecord.LogPosition(
        context.epoch(),
        offset,
        last == null ? 0 : last.commitPosition(),
        last == null ? null : last.time(),
        replayUntil);
  }
}
