package io.sluice.project.schedule;

import io.sluice.contract.SyncOptions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** When a project is to be verified by itself. */
public final class Schedule {
  private Schedule() {}

  /** What is wrong with the times; empty when nothing is. */
  public static Optional<String> faultOf(SyncOptions options) {
    var policy = options.verification();
    if (policy == null) {
      return Optional.empty();
    }
    String cron = policy.cron();
    if (cron == null) {
      return policy.zone() == null
          ? Optional.empty()
          : Optional.of("definition.options.verification.zone: there is no cron that it is of");
    }
    if (!CronExpression.isValidExpression(cron)) {
      return Optional.of(
          "definition.options.verification.cron: not such as 0 0 2 * * *, which is each night at 2");
    }
    try {
      ZoneId.of(zone(policy));
      return Optional.empty();
    } catch (DateTimeException e) {
      return Optional.of(
          "definition.options.verification.zone: not such as Europe/Vienna or +02:00");
    }
  }

  /** The first time that it is due after another; null when there is none. */
  public static @Nullable Instant next(SyncOptions options, Instant after) {
    var policy = options.verification();
    if (policy == null || policy.cron() == null) {
      return null;
    }
    var next = CronExpression.parse(policy.cron()).next(after.atZone(ZoneId.of(zone(policy))));
    return next == null ? null : next.toInstant();
  }

  private static String zone(SyncOptions.VerificationPolicy policy) {
    return Objects.requireNonNullElse(policy.zone(), ZoneOffset.UTC.getId());
  }
}
