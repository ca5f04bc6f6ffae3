package io.sluice.project.batch;

import io.sluice.project.gateway.Caller;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tags over HTTP. */
@RestController
@RequestMapping("/api/v1/tags")
@io.swagger.v3.oas.annotations.tags.Tag(name = "projects")
class TagsApi {
  private final Tags tags;

  TagsApi(Tags tags) {
    this.tags = tags;
  }

  record NewTag(String name) {}

  record All(List<Tags.Tag> items) {}

  @GetMapping
  @Operation(summary = "All tags, with how many projects have each")
  All all() {
    return new All(tags.all());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Make a tag, so that it can be chosen")
  Tags.Tag make(@RequestBody NewTag body, Caller caller) {
    return tags.make(body.name(), caller.actor());
  }

  @PatchMapping("/{name}")
  @Operation(
      summary = "Rename a tag in every project that has it",
      description = "The answer says what became of each project.")
  BatchOutcome rename(@PathVariable String name, @RequestBody NewTag body, Caller caller) {
    return tags.rename(name, body.name(), caller);
  }

  @DeleteMapping("/{name}")
  @Operation(
      summary = "Delete a tag, and take it from every project that has it",
      description = "The answer says what became of each project.")
  BatchOutcome delete(@PathVariable String name, Caller caller) {
    return tags.delete(name, caller);
  }
}
