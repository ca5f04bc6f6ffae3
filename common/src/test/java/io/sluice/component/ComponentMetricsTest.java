package io.sluice.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Step;
import io.sluice.contract.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComponentMetricsTest {
  private static final Path PAGE = Path.of("..", "deploy/docs/metrics.md");
  private static final String BEGIN = "<!-- made from ComponentMetric -->\n";
  private static final String END = "<!-- end -->\n";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ComponentMetrics metrics = new ComponentMetrics();

  @Test
  void whatAComponentTellsIsASeriesWithItsIdProjectAndKindUntilItIsGone() {
    metrics.bindTo(registry);
    metrics.told(telemetry("w-1", 1500));
    String labels = "{component=\"w-1\",kind=\"WRITER\",project=\"p-1\"}";
    assertThat(registry.scrape())
        .contains("sluice_component_latency_seconds" + labels + " 1.5")
        .contains("sluice_component_inserts_total" + labels + " 3.0");
    for (ComponentMetric metric : ComponentMetric.values()) {
      assertThat(registry.scrape()).contains("\n" + metric.series() + "{");
    }
    metrics.told(telemetry("w-1", 200));
    assertThat(registry.scrape()).contains("latency_seconds" + labels + " 0.2");
    metrics.gone("w-1");
    assertThat(registry.scrape()).doesNotContain("w-1");
  }

  @Test
  void thereAreSeriesOfSoManyComponentsAndNoMore() {
    metrics.bindTo(registry);
    for (int i = 0; i < ComponentMetrics.MOST + 10; i++) {
      metrics.told(telemetry("w-" + i, 0));
    }
    assertThat(registry.find("sluice.component.latency").gauges()).hasSize(ComponentMetrics.MOST);
  }

  /** {@code -Dsluice.golden=write} makes it anew. */
  @Test
  void thePageListsWhatIsMeasured() throws IOException {
    String table =
        Arrays.stream(ComponentMetric.values())
            .map(
                one ->
                    "| `%s` | %s | %s |\n"
                        .formatted(one.series(), one.counted() ? "counter" : "gauge", one.help()))
            .collect(Collectors.joining("", "| series | kind | meaning |\n|---|---|---|\n", ""));
    String page = Files.readString(PAGE);
    String should =
        page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
            + table
            + page.substring(page.indexOf(END));
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.write(PAGE, should.getBytes(UTF_8));
    }
    assertThat(page).isEqualTo(should);
  }

  private static Telemetry telemetry(String id, long latencyMillis) {
    var now = Instant.now();
    return new Telemetry(
        id,
        "p-1",
        ComponentKind.WRITER,
        "here:1",
        now,
        Step.INCREMENTAL,
        null,
        now,
        latencyMillis,
        6,
        3,
        2,
        1,
        0,
        2.5,
        100,
        0.5,
        17,
        List.of(),
        null,
        null,
        null,
        null,
        now,
        null);
  }
}
