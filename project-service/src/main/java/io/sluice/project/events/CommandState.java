package io.sluice.project.events;

import io.sluice.contract.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command and what became of it.
 *
 * @param id the idempotency key
 * @param subject what it was about
 * @param event id of the event that says what became of it; null while that is pending
 * @param at when that event happened, or when the command was sent
 */
public record CommandState(
    String id,
    String subject,
    CommandStatus status,
    @Nullable String event,
    @Nullable String eventType,
    @Nullable Failure failure,
    Instant at) {}
