package io.sluice.project.objects;

import io.sluice.contract.CheckResult;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a project's objects would come to; nothing has been done.
 *
 * @param copied tables that are copied, beside the others or with all of them
 * @param anew true when slot and log are made anew, and nothing is written until all is copied
 * @param taken tables whose changes are not written any more
 * @param restarted components that are restarted, for a second or two
 * @param seconds about how long the copy takes, at 20 MB a second or by the project's row limit;
 *     null when nothing is copied
 * @param waitsFor transactions at the source that are open now: copying begins at their end
 * @param checks what the precheck finds of the tables that are copied; one that fails would stop it
 */
public record DryRun(
    List<Copied> copied,
    boolean anew,
    List<TableName> taken,
    List<String> restarted,
    @Nullable Long seconds,
    List<String> waitsFor,
    List<CheckResult> checks) {
  /** Nothing would change. */
  static final DryRun NOTHING =
      new DryRun(List.of(), false, List.of(), List.of(), null, List.of(), List.of());

  /** With all of it made anew. */
  DryRun fromScratch() {
    return new DryRun(copied, true, taken, restarted, seconds, waitsFor, checks);
  }

  DryRun with(List<TableName> letGo, List<String> components, List<CheckResult> found) {
    return new DryRun(copied, anew, letGo, components, seconds, waitsFor, found);
  }

  /**
   * A table that is copied.
   *
   * @param rows by the catalog's estimate; 0 when nobody has counted them
   * @param bytes that it has at the source
   * @param targets what happens to rows that are in its target
   */
  public record Copied(
      TableName source, TableName target, long rows, long bytes, SyncOptions.Targets targets) {}
}
