package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.access.Role;
import io.sluice.project.audit.Audit;
import io.sluice.project.users.User;
import io.sluice.project.users.Users;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in, signing out, and who one is. */
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "access")
class SessionApi {
  private final AuthenticationManager signIns;
  private final Sessions sessions;
  private final SignInGuard guard;
  private final Users users;
  private final Audit audit;
  private final @Nullable String provider;

  SessionApi(
      AuthenticationManager signIns,
      Sessions sessions,
      SignInGuard guard,
      Users users,
      Audit audit,
      OidcSettings oidc) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.guard = guard;
    this.users = users;
    this.audit = audit;
    this.provider = oidc.isConfigured() ? OidcSignIn.BEGIN : null;
  }

  /**
   * By name and password, or by the link.
   *
   * @param link the token of a sign-in link, which holds once
   */
  record SignIn(@Nullable String name, @Nullable String password, @Nullable String link) {}

  /**
   * @param name null when nobody is signed in
   * @param withPassword false for one whose password is not kept here
   * @param provider where a browser goes to sign in at the organization's provider; null when there
   *     is none
   */
  record Session(
      @Nullable String name,
      @Nullable Role role,
      boolean withPassword,
      @Nullable String provider) {}

  record NewPassword(String current, String replacement) {}

  @GetMapping
  @Operation(summary = "Who is signed in", description = "Also when nobody is.")
  Session get() {
    return SecurityContextHolder.getContext().getAuthentication() instanceof Access access
        ? session(access)
        : new Session(null, null, false, provider);
  }

  @PostMapping
  @Operation(
      summary = "Sign in",
      description =
          "With `name` and `password`, or with the `link` of a sign-in link. The session is a"
              + " cookie; whatever it writes carries the cookie XSRF-TOKEN as the header"
              + " X-XSRF-TOKEN too, this call as well. Programs use tokens.")
  Session signIn(
      @RequestBody SignIn body, HttpServletRequest request, HttpServletResponse response) {
    String name = body.link() == null ? given(body.name(), "name") : "";
    Authentication asked =
        body.link() == null
            ? UsernamePasswordAuthenticationToken.unauthenticated(
                name, given(body.password(), "password"))
            : new OneTimeTokenAuthenticationToken(body.link());
    Authentication who = guard.attempt(name, request, () -> signIns.authenticate(asked));
    var user = users.require(who.getName());
    sessions.begin(user, body.link() == null ? "password" : "link", request, response);
    return session(Access.ofUser(user.name(), user.role()));
  }

  @DeleteMapping
  @Operation(summary = "Sign out")
  ResponseEntity<Void> signOut(HttpServletRequest request, HttpServletResponse response) {
    var who = SecurityContextHolder.getContext().getAuthentication();
    new SecurityContextLogoutHandler().logout(request, response, who);
    if (who instanceof Access access && access.isUser()) {
      audit.note(Audit.Action.SIGNED_OUT, access.getName(), null, request.getRemoteAddr(), null);
    }
    return ResponseEntity.noContent().build();
  }

  @PutMapping("/password")
  @Operation(
      summary = "Change one's own password",
      description = "Ends all sessions of the user but this one.")
  Session password(
      @RequestBody NewPassword body, HttpServletRequest request, HttpServletResponse response) {
    var access = Access.current();
    if (!access.isUser()) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "a token has no password");
    }
    var asked =
        UsernamePasswordAuthenticationToken.unauthenticated(access.getName(), body.current());
    guard.attempt(access.getName(), request, () -> signIns.authenticate(asked));
    new SecurityContextLogoutHandler().logout(request, response, access);
    users.change(access.getName(), null, null, body.replacement());
    audit.note(
        Audit.Action.PASSWORD_CHANGED, access.getName(), null, request.getRemoteAddr(), null);
    return signIn(new SignIn(access.getName(), body.replacement(), null), request, response);
  }

  private Session session(Access access) {
    boolean withPassword =
        access.isUser() && users.require(access.getName()).kind() == User.Kind.BUILT_IN;
    return new Session(access.getName(), access.role(), withPassword, provider);
  }

  private static String given(@Nullable String value, String field) {
    if (value == null || value.isEmpty()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field '" + field + "' is required, or 'link'");
    }
    return value;
  }
}
