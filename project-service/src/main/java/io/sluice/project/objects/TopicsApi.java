package io.sluice.project.objects;

import io.sluice.project.projects.ProjectGateway;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The topics of a project over HTTP. */
@RestController
@RequestMapping("/api/v1/projects")
@Tag(name = "objects")
class TopicsApi {
  private final DestinationTopics topics;
  private final ProjectGateway projects;

  TopicsApi(DestinationTopics topics, ProjectGateway projects) {
    this.topics = topics;
    this.projects = projects;
  }

  record Topics(List<DestinationTopics.Topic> items) {}

  @GetMapping("/{id}/topics")
  @Operation(
      summary = "The topics it writes to, as they are now: partitions, offsets and settings",
      description = "Of a project to Kafka.")
  Topics topics(@PathVariable String id) {
    return new Topics(topics.of(projects.state(id).definition()));
  }
}
