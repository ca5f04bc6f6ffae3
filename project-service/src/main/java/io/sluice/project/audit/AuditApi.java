package io.sluice.project.audit;

import io.sluice.project.gateway.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit over HTTP. */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "access")
class AuditApi {
  private final Audit audit;

  AuditApi(Audit audit) {
    this.audit = audit;
  }

  @GetMapping
  @Operation(
      summary = "Sign-ins, refusals, changes of users and tokens, the latest first",
      description = "`keyword` is part of the actor, the action or the subject.")
  Page<Audit.Entry> list(
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return audit.list(keyword, page, size);
  }
}
