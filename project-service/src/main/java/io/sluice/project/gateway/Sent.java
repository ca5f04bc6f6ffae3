package io.sluice.project.gateway;

import io.sluice.project.events.CommandStatus;

/**
 * A command that was taken and has no outcome yet.
 *
 * @param id what it is about; for a creation, the new id
 * @param commandId where its outcome will be: {@code /api/v1/commands/<commandId>}
 */
public record Sent(String id, String commandId, CommandStatus status) {}
