package io.sluice.project.users;

import io.sluice.project.access.Access;
import io.sluice.project.access.Role;
import io.sluice.project.audit.Audit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Users over HTTP. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "access")
class UsersApi {
  private final Users users;
  private final Audit audit;

  UsersApi(Users users, Audit audit) {
    this.users = users;
    this.audit = audit;
  }

  record All(List<User> items) {}

  record NewUser(String name, Role role, String password) {}

  record Change(@Nullable Role role, @Nullable Boolean enabled, @Nullable String password) {}

  @GetMapping
  @Operation(summary = "List users")
  All list() {
    return new All(users.list());
  }

  @PostMapping
  @Operation(summary = "Create a built-in user")
  @ResponseStatus(HttpStatus.CREATED)
  User create(@RequestBody NewUser user, HttpServletRequest request) {
    String by = Access.current().getName();
    var made = users.create(user.name(), user.role(), user.password(), by);
    audit.note(Audit.Action.USER_CREATED, made.name(), "role " + made.role(), request);
    return made;
  }

  @PatchMapping("/{name}")
  @Operation(
      summary = "Change a user's role or password, or shut him out",
      description = "Ends his sessions. The last built-in admin has to stay one.")
  User change(@PathVariable String name, @RequestBody Change change, HttpServletRequest request) {
    var changed = users.change(name, change.role(), change.enabled(), change.password());
    String detail =
        "role %s, %s%s"
            .formatted(
                changed.role(),
                changed.enabled() ? "enabled" : "disabled",
                change.password() == null ? "" : ", password set");
    audit.note(Audit.Action.USER_CHANGED, changed.name(), detail, request);
    return changed;
  }

  @DeleteMapping("/{name}")
  @Operation(summary = "Remove a user, his sessions and his tokens")
  ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest request) {
    users.delete(name);
    audit.note(Audit.Action.USER_DELETED, name, null, request);
    return ResponseEntity.noContent().build();
  }

  @DeleteMapping("/{name}/sessions")
  @Operation(summary = "Sign a user out everywhere")
  ResponseEntity<Void> endSessions(@PathVariable String name, HttpServletRequest request) {
    users.endSessions(users.require(name).name());
    audit.note(Audit.Action.SESSIONS_ENDED, name, null, request);
    return ResponseEntity.noContent().build();
  }
}
