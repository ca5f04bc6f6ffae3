package io.sluice.project.alerts.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertEvent;
import io.sluice.contract.AlertSeverity;
import io.sluice.project.alerts.rules.Standing.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of alerts from one look to the next: one of each condition and subject is raised, is
 * told again at its interval, gets worse but not better, and is over by itself.
 */
public final class AlertLifecycle {
  /** What comes and goes within that is one alert. */
  static final Duration OVER_FOR = Duration.ofSeconds(30);

  /** What there is to tell of an alert. */
  public enum Notice {
    RAISED,
    ESCALATED,
    REPEATED,
    RESOLVED
  }

  /** That somebody has to be told something. */
  public record Telling(Alert alert, Notice notice) {}

  /**
   * What a look comes to.
   *
   * @param standing all that stand now
   * @param events what has happened
   * @param tellings who has a channel for it is told that
   */
  public record Turn(List<Standing> standing, List<AlertEvent> events, List<Telling> tellings) {}

  private final List<Silence> silences;
  private final boolean settled;
  private final Instant now;
  private final List<Standing> standing = new ArrayList<>();
  private final List<AlertEvent> events = new ArrayList<>();
  private final List<Telling> tellings = new ArrayList<>();

  private AlertLifecycle(List<Silence> silences, boolean settled, Instant now) {
    this.silences = silences;
    this.settled = settled;
    this.now = now;
  }

  /**
   * Pure: the same always comes to the same.
   *
   * @param settled false while what is seen may not be all that there is: then nothing is over
   */
  public static Turn next(
      List<Standing> before,
      List<Finding> found,
      List<Silence> silences,
      boolean settled,
      Instant now) {
    var turn = new AlertLifecycle(silences, settled, now);
    Map<World.Subject, Finding> open = new LinkedHashMap<>();
    found.forEach(finding -> open.putIfAbsent(finding.subject(), finding));
    for (Standing one : before) {
      Finding finding = open.remove(one.subject());
      if (finding == null) {
        turn.over(one);
      } else {
        turn.goesOn(one.goneSince(null).repeatedAfter(finding.repeat()), finding);
      }
    }
    open.values().forEach(turn::raise);
    return new Turn(turn.standing, turn.events, turn.tellings);
  }

  private void raise(Finding finding) {
    var name = finding.condition() + " " + finding.about() + " " + now;
    String id = "a-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString().substring(0, 13);
    var alert =
        new Alert(
            id,
            finding.condition(),
            finding.severity(),
            finding.about(),
            finding.project(),
            finding.projectName(),
            finding.tags(),
            finding.text(),
            now);
    events.add(new AlertEvent.Raised(alert));
    tell(new Standing(alert, Status.OPEN, null, null, finding.repeat(), null), Notice.RAISED);
  }

  private void goesOn(Standing one, Finding finding) {
    boolean worse = finding.severity().compareTo(one.alert().severity()) > 0;
    AlertSeverity severity = worse ? finding.severity() : one.alert().severity();
    Standing is = one.with(one.alert().now(severity, finding.text()));
    if (one.status() == Status.ENDED) {
      stand(is);
    } else if (worse) {
      events.add(new AlertEvent.Escalated(is.alert()));
      tell(is.as(Status.OPEN), Notice.ESCALATED);
    } else if (isDue(is)) {
      tell(is, is.told() == null ? Notice.RAISED : Notice.REPEATED);
    } else {
      stand(is);
    }
  }

  private boolean isDue(Standing is) {
    Instant told = is.told();
    if (is.status() != Status.OPEN) {
      return false;
    }
    return told == null
        || (is.alert().severity() != AlertSeverity.INFO && !now.isBefore(told.plus(is.repeat())));
  }

  private void over(Standing one) {
    if (!settled) {
      stand(one);
      return;
    }
    Instant gone = one.gone() == null ? now : one.gone();
    if (Duration.between(gone, now).compareTo(OVER_FOR) < 0) {
      stand(one.goneSince(gone));
      return;
    }
    if (one.status() != Status.ENDED) {
      events.add(new AlertEvent.Resolved(one.alert(), null));
      // Who was not told that it is so need not know that it is over.
      if (one.told() != null && !isSilent(one.alert())) {
        tellings.add(new Telling(one.alert(), Notice.RESOLVED));
      }
    }
  }

  private void tell(Standing is, Notice notice) {
    if (isSilent(is.alert())) {
      stand(is);
    } else {
      tellings.add(new Telling(is.alert(), notice));
      stand(is.toldAt(now));
    }
  }

  private void stand(Standing is) {
    standing.add(is.silenced(silencedUntil(is.alert())));
  }

  private boolean isSilent(Alert alert) {
    return silencedUntil(alert) != null;
  }

  private @Nullable Instant silencedUntil(Alert alert) {
    return silences.stream()
        .filter(silence -> silence.covers(alert, now))
        .map(Silence::until)
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** What becomes of one that somebody looks after; null when it is so already. */
  public static @Nullable Standing acknowledged(Standing is) {
    return is.status() == Status.OPEN ? is.as(Status.ACKNOWLEDGED) : null;
  }

  /** What becomes of one that somebody ends; null when it is so already. */
  public static @Nullable Standing ended(Standing is) {
    return is.status() == Status.ENDED ? null : is.as(Status.ENDED);
  }
}
