package io.sluice.project.components;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions;
import io.sluice.project.lifecycle.DefinitionRules;
import org.jspecify.annotations.Nullable;

/**
 * How one component is to work, until its project's options change; what is left out stays.
 *
 * @param conflict of a JDBCWriter
 * @param ddl of a JDBCWriter
 * @param readConcurrency of a JDBCWriter or Connector
 * @param rowsPerSecond of a JDBCWriter or Connector; 0 for no limit
 * @param logRetentionHours of a Store
 */
record Tuning(
    SyncOptions.@Nullable ConflictPolicy conflict,
    SyncOptions.@Nullable DdlPolicy ddl,
    @Nullable Integer readConcurrency,
    @Nullable Integer rowsPerSecond,
    @Nullable Integer logRetentionHours) {

  /**
   * @throws SluiceException INVALID_INPUT for what that kind of component does not have
   */
  ComponentSpec apply(ComponentSpec spec) {
    ComponentKind kind = spec.kind();
    refuse(kind != ComponentKind.WRITER && conflict != null, "conflict", kind);
    refuse(kind != ComponentKind.WRITER && ddl != null, "ddl", kind);
    refuse(kind == ComponentKind.STORE && readConcurrency != null, "readConcurrency", kind);
    refuse(kind == ComponentKind.STORE && rowsPerSecond != null, "rowsPerSecond", kind);
    refuse(kind != ComponentKind.STORE && logRetentionHours != null, "logRetentionHours", kind);
    var options =
        spec.options().tuned(conflict, ddl, readConcurrency, rowsPerSecond, logRetentionHours);
    DefinitionRules.faultOfOptions(kind, options)
        .ifPresent(
            fault -> {
              throw new SluiceException(
                  ErrorCode.INVALID_INPUT,
                  "the field " + fault.replaceFirst("^definition[.]options[.]", ""));
            });
    return new ComponentSpec(
        spec.componentId(),
        kind,
        spec.projectId(),
        spec.projectName(),
        spec.region(),
        spec.storeId(),
        spec.source(),
        spec.destination(),
        spec.tables(),
        options,
        spec.revision(),
        spec.mergesInto());
  }

  private static void refuse(boolean wrong, String field, ComponentKind kind) {
    if (wrong) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field '" + field + "': a " + kind + " has none");
    }
  }
}
