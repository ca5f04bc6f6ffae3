package io.sluice.project.batch;

import io.sluice.project.gateway.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One action on many projects over HTTP. */
@RestController
@RequestMapping("/api/v1/projects")
@Tag(name = "projects")
class BatchApi {
  private final Batches batches;

  BatchApi(Batches batches) {
    this.batches = batches;
  }

  @PostMapping("/batch")
  @Operation(
      summary = "Do the same with many projects, by ids or by a filter",
      description =
          "Each project decides for itself: the answer says what became of each, also where some"
              + " refuse. It comes when all have decided, or after ten seconds.")
  BatchOutcome perform(@RequestBody NewBatch body, Caller caller) {
    return batches.perform(body, caller);
  }
}
