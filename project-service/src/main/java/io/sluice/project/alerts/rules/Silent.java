package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.lifecycle.ComponentState.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Who should be heard of and is not: a whole service in a region, or else an instance. */
final class Silent {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private record Service(ComponentKind kind, String region) {
    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT) + "-service in region " + region;
    }
  }

  private Silent() {}

  static List<Finding> of(World world) {
    var found = new ArrayList<Finding>();
    if (!world.settled()) {
      return found;
    }
    Map<Service, List<World.Component>> services = new LinkedHashMap<>();
    for (World.Component one : world.components()) {
      var service = new Service(one.kind(), one.region());
      services.computeIfAbsent(service, _ -> new ArrayList<>()).add(one);
    }
    services.forEach(
        (service, all) -> {
          var silent = all.stream().filter(one -> isSilent(world, one)).toList();
          if (silent.isEmpty()) {
            return;
          }
          if (all.stream().noneMatch(one -> isHeard(world, one))) {
            found.add(
                finding(
                    AlertCondition.SERVICE_SILENT,
                    AlertSeverity.CRITICAL,
                    service.toString(),
                    "nothing is heard of %s, which should run %d components"
                        .formatted(service, silent.size())));
          } else {
            instances(world, all, silent, found);
          }
        });
    return found;
  }

  private static void instances(
      World world, List<World.Component> all, List<World.Component> silent, List<Finding> found) {
    Map<String, Integer> gone = new LinkedHashMap<>();
    for (World.Component one : silent) {
      String instance = Objects.requireNonNullElse(one.instance(), "no instance");
      boolean lives =
          all.stream()
              .anyMatch(other -> instance.equals(other.instance()) && isHeard(world, other));
      if (!lives) {
        gone.merge(instance, 1, Integer::sum);
      }
    }
    gone.forEach(
        (instance, count) ->
            found.add(
                finding(
                    AlertCondition.INSTANCE_GONE,
                    AlertSeverity.WARNING,
                    instance,
                    "%s is silent, and nobody has taken over its %d components"
                        .formatted(instance, count))));
  }

  private static boolean isSilent(World world, World.Component one) {
    return (one.status() == Status.RUNNING || one.status() == Status.STARTING)
        && world.since(one.heard()).compareTo(PATIENCE) > 0;
  }

  private static boolean isHeard(World world, World.Component one) {
    return one.telemetry() != null && world.since(one.telemetry().at()).compareTo(PATIENCE) <= 0;
  }

  private static Finding finding(
      AlertCondition condition, AlertSeverity severity, String about, String text) {
    return new Finding(
        condition,
        severity,
        about,
        null,
        null,
        List.of(),
        text,
        Duration.ofMinutes(AlertThresholds.USUAL_REPEAT_MINUTES));
  }
}
