package io.sluice.component;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.contract.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the components of this process tell of themselves, as metrics with their id, project and
 * kind. There are series of {@value #MOST} components at most; of further ones there are none, as
 * each costs memory here and in whatever reads them.
 */
final class ComponentMetrics implements MeterBinder {
  static final int MOST = 500;

  private final Map<String, Telemetry> latest = new ConcurrentHashMap<>();
  private final Map<String, List<Meter>> meters = new HashMap<>();
  private @Nullable MeterRegistry registry;

  @Override
  public synchronized void bindTo(MeterRegistry given) {
    registry = given;
  }

  /** Called by the one thread that tells. */
  void told(Telemetry telemetry) {
    latest.put(telemetry.componentId(), telemetry);
    add(telemetry);
  }

  private synchronized void add(Telemetry telemetry) {
    String id = telemetry.componentId();
    if (registry == null || meters.containsKey(id) || meters.size() >= MOST) {
      return;
    }
    var tags =
        Tags.of("component", id, "project", telemetry.projectId(), "kind", telemetry.kind().name());
    var made = new ArrayList<Meter>();
    for (ComponentMetric metric : ComponentMetric.values()) {
      String unit = metric.unit().isEmpty() ? null : metric.unit();
      made.add(
          metric.counted()
              ? FunctionCounter.builder(metric.meter(), latest, all -> metric.of(all.get(id)))
                  .description(metric.help())
                  .baseUnit(unit)
                  .tags(tags)
                  .register(registry)
              : Gauge.builder(metric.meter(), latest, all -> metric.of(all.get(id)))
                  .description(metric.help())
                  .baseUnit(unit)
                  .tags(tags)
                  .register(registry));
    }
    meters.put(id, made);
  }

  /** It does not run here any more: whoever runs it now tells of it. */
  synchronized void gone(String id) {
    latest.remove(id);
    var made = meters.remove(id);
    if (made != null && registry != null) {
      made.forEach(registry::remove);
    }
  }
}
