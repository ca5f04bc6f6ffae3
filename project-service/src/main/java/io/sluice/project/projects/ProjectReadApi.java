package io.sluice.project.projects;

import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.ProjectStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What there is to see of projects. */
@RestController
@RequestMapping("/api/v1/projects")
@Tag(name = "projects")
class ProjectReadApi {
  private final ProjectList list;
  private final ProjectQuery query;

  ProjectReadApi(ProjectList list, ProjectQuery query) {
    this.list = list;
    this.query = query;
  }

  @GetMapping
  @Operation(
      summary = "List projects",
      description =
          "`keyword` is part of a name or id; `status` and `tag` may come several times, for projects"
              + " in one of the statuses and with all of the tags; `sort` is one of name, id, status,"
              + " type, latency, createdAt, updatedAt, with a minus before it to turn it round.")
  Page<ProjectItem> list(
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(required = false) @Nullable List<String> tag,
      @RequestParam(required = false) @Nullable List<ProjectStatus> status,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(defaultValue = "-createdAt") String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return list.of(new ProjectFilter(keyword, tag, status, type, sort), page, size);
  }

  @GetMapping("/counts")
  @Operation(
      summary = "How many projects there are in each status and with each tag",
      description =
          "Of those that `keyword`, `tag`, `type` choose; `status` narrows the tags only.")
  ProjectCounts counts(
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(required = false) @Nullable List<String> tag,
      @RequestParam(required = false) @Nullable List<ProjectStatus> status,
      @RequestParam(required = false) @Nullable String type) {
    return list.counts(new ProjectFilter(keyword, tag, status, type, null));
  }

  @GetMapping("/{id}")
  @Operation(
      summary = "One project: steps, components, connections, failure, allowed actions",
      description = "Its ETag is its revision, for `If-Match` of what changes it.")
  ResponseEntity<ProjectView> get(@PathVariable String id) {
    ProjectView project = query.find(id).orElseThrow(() -> ProjectGateway.unknown(id));
    return ResponseEntity.ok().eTag(Long.toString(project.revision())).body(project);
  }
}
