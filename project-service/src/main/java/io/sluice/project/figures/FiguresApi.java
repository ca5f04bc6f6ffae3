package io.sluice.project.figures;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.projects.ProjectGateway;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The history of figures over HTTP. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "figures")
class FiguresApi {
  private static final String PERIODS =
      "Every two seconds for an hour, every minute for two weeks, every hour for 400 days: the"
          + " finest that fits is taken, in `points` (600) at most, each with least, mean and most."
          + " Without `from`, the last ten minutes.";

  private final Figures figures;
  private final FigurePartitions partitions;
  private final Marks marks;
  private final ComponentQuery components;
  private final ProjectGateway projects;

  FiguresApi(
      Figures figures,
      FigurePartitions partitions,
      Marks marks,
      ComponentQuery components,
      ProjectGateway projects) {
    this.figures = figures;
    this.partitions = partitions;
    this.marks = marks;
    this.components = components;
    this.projects = projects;
  }

  /**
   * A project's figures are those of the component that writes.
   *
   * @param seconds the time of a point
   * @param marks what has happened meanwhile
   */
  record OfProject(
      Instant from, Instant to, long seconds, List<Figures.Figure> items, List<Marks.Mark> marks) {}

  record Sizes(List<FigurePartitions.Size> items) {}

  @GetMapping("/components/{id}/metrics")
  @Operation(summary = "Latency, rates and write duration of a component", description = PERIODS)
  Figures.History ofComponent(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable Integer points) {
    if (components.find(id).isEmpty()) {
      throw new SluiceException(ErrorCode.UNKNOWN_ID, "there is no component " + id);
    }
    return figures.of(id, from, to, points);
  }

  @GetMapping("/projects/{id}/metrics")
  @Operation(
      summary = "Latency, rates and write duration of a project, and what has happened meanwhile",
      description = PERIODS)
  OfProject ofProject(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable Integer points) {
    String component = projects.state(id).definition().destinationKind().idFor(id);
    var history = figures.of(component, from, to, points);
    return new OfProject(
        history.from(),
        history.to(),
        history.seconds(),
        history.items(),
        marks.of(id, history.from(), history.to()));
  }

  @GetMapping("/metrics/storage")
  @Operation(summary = "How much is kept of figures, and for how long")
  Sizes storage() {
    return new Sizes(partitions.sizes());
  }
}
