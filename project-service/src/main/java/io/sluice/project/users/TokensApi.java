package io.sluice.project.users;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.access.Role;
import io.sluice.project.audit.Audit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens for programs over HTTP. */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "access")
class TokensApi {
  private final Tokens tokens;
  private final Audit audit;

  TokensApi(Tokens tokens, Audit audit) {
    this.tokens = tokens;
    this.audit = audit;
  }

  record All(List<Token> items) {}

  record NewToken(
      String name, Role role, @Nullable List<String> projects, @Nullable Instant expiresAt) {}

  @GetMapping
  @Operation(summary = "List tokens; none is shown again")
  All list() {
    return new All(tokens.list());
  }

  @PostMapping
  @Operation(
      summary = "Make a token for a program",
      description =
          "The answer shows it once. It is sent as `Authorization: Bearer …` and may what its role"
              + " may, with `projects` only for these. It ends with the user who made it.")
  @ResponseStatus(HttpStatus.CREATED)
  Token create(@RequestBody NewToken token, HttpServletRequest request) {
    var by = Access.current();
    if (!by.isUser()) {
      throw new SluiceException(
          ErrorCode.NOT_PERMITTED, "a token cannot make tokens; a user who is signed in can");
    }
    var made =
        tokens.create(
            token.name(), token.role(), token.projects(), token.expiresAt(), by.getName());
    String detail = "role " + made.role() + (made.projects() == null ? "" : ", " + made.projects());
    audit.note(Audit.Action.TOKEN_CREATED, made.name(), detail, request);
    return made;
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Revoke a token")
  ResponseEntity<Void> revoke(@PathVariable String id, HttpServletRequest request) {
    audit.note(Audit.Action.TOKEN_REVOKED, tokens.revoke(id), null, request);
    return ResponseEntity.noContent().build();
  }
}
