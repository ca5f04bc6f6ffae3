package io.sluice.connector.incremental;

import io.sluice.component.TaskContext;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.Mark;
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

  Mark.LogPosition find(StoreLogReader reader) {
    var position = position(reader);
    Instant replayFrom = context.replayFrom();
    return replayFrom == null ? position : replay(reader, position, replayFrom);
  }

  private Mark.LogPosition position(StoreLogReader reader) {
    var marks = writer.marks();
    if (context.spec().options().steps().contains(Step.FULL)) {
      requireCopied();
    }
    var log = marks.log();
    if (log != null) {
      return at(log.offset(), log, log.replayUntil());
    }
    var copy = marks.copyStart();
    if (copy != null) {
      return at(copy.logOffset(), null, null);
    }
    var range = reader.range();
    return at(range == null ? 0 : range.firstOffset(), null, null);
  }

  private void requireCopied() {
    var chunks = writer.marks().chunks();
    for (var mapping : context.spec().tables()) {
      var list = chunks.getOrDefault(mapping.source(), List.of());
      if (list.isEmpty() || !list.stream().allMatch(Mark.Chunk::done)) {
        throw new SluiceException(
            ErrorCode.NOT_ALLOWED_NOW,
            "full synchronization of " + mapping.source() + " is not complete");
      }
    }
  }

  /** The move is durable before it is recorded; a run that dies between moves again. */
  private Mark.LogPosition replay(
      StoreLogReader reader, Mark.LogPosition position, Instant replayFrom) {
    var from = reader.offsetAt(replayFrom);
    if (from.isEmpty()) {
      throw new SluiceException(
          ErrorCode.REPLAY_OUT_OF_RANGE, "nothing was committed at or after " + replayFrom);
    }
    Long earlier = position.replayUntil();
    long until = Math.max(position.offset(), earlier == null ? 0 : earlier);
    var range = reader.range();
    boolean lost = range != null && position.offset() < range.firstOffset();
    // Back, never forward: skipping changes that were not written yet would lose them. Where the
    // log has lost them itself, it goes on where the log begins.
    long to = lost ? from.getAsLong() : Math.min(from.getAsLong(), until);
    var moved = at(to, position, until);
    writer.commit(List.of(moved));
    crashPoints.accept(6);
    context.replayStarted(to, until);
    return moved;
  }

  private Mark.LogPosition at(
      long offset, Mark.@Nullable LogPosition last, @Nullable Long replayUntil) {
    return new Mark.LogPosition(
        context.epoch(),
        offset,
        last == null ? 0 : last.commitPosition(),
        last == null ? null : last.time(),
        replayUntil);
  }
}
