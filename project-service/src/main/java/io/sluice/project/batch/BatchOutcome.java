package io.sluice.project.batch;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.project.events.CommandState;
import io.sluice.project.events.CommandStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each.
 *
 * @param rejected how many refused
 * @param pending how many had not answered yet
 */
record BatchOutcome(int accepted, int rejected, int pending, List<Item> items) {

  /**
   * One project.
   *
   * @param name null when there is no such project
   * @param command its id, by which a pending one can be asked after; null when none was sent
   */
  record Item(
      String project,
      @Nullable String name,
      CommandStatus outcome,
      @Nullable String command,
      @Nullable Refusal failure) {

    static Item of(String project, @Nullable String name, CommandState state) {
      Failure failure = state.failure();
      return new Item(
          project, name, state.status(), state.id(), failure == null ? null : Refusal.of(failure));
    }

    static Item refused(String project, @Nullable String name, Failure failure) {
      return new Item(project, name, CommandStatus.REJECTED, null, Refusal.of(failure));
    }

    static Item pending(String project, @Nullable String name, String command) {
      return new Item(project, name, CommandStatus.PENDING, command, null);
    }
  }

  /** Why one refused, and what to do about it. */
  record Refusal(ErrorCode code, String text, String detail, String remedy) {
    static Refusal of(Failure failure) {
      return new Refusal(failure.code(), failure.code().text(), failure.detail(), failure.remedy());
    }
  }

  static BatchOutcome of(List<Item> items) {
    int rejected = count(items, CommandStatus.REJECTED);
    int pending = count(items, CommandStatus.PENDING);
    return new BatchOutcome(items.size() - rejected - pending, rejected, pending, items);
  }

  private static int count(List<Item> items, CommandStatus outcome) {
    return (int) items.stream().filter(item -> item.outcome() == outcome).count();
  }
}
