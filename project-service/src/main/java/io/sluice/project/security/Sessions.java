package io.sluice.project.security;

import io.sluice.project.audit.Audit;
import io.sluice.project.users.User;
import io.sluice.project.users.Users;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.stereotype.Component;

/** Begins a session for somebody who has shown who he is, in whatever way. */
@Component
class Sessions {
  private final SecurityContextRepository contexts;
  private final Users users;
  private final Audit audit;
  private final SessionAuthenticationStrategy fresh;

  Sessions(
      SecurityContextRepository contexts,
      CookieCsrfTokenRepository csrfTokens,
      Users users,
      Audit audit) {
    this.contexts = contexts;
    this.users = users;
    this.audit = audit;
    this.fresh =
        new CompositeSessionAuthenticationStrategy(
            List.of(
                new ChangeSessionIdAuthenticationStrategy(),
                new CsrfAuthenticationStrategy(csrfTokens)));
  }

  /**
   * What is kept is the name alone: what he may is looked up at each request, and no password or
   * token of a provider is stored.
   *
   * @param how for the audit
   */
  void begin(User user, String how, HttpServletRequest request, HttpServletResponse response) {
    var who = UsernamePasswordAuthenticationToken.authenticated(user.name(), null, List.of());
    var context = new SecurityContextImpl(who);
    fresh.onAuthentication(who, request, response);
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    users.signedIn(user.name());
    audit.note(Audit.Action.SIGNED_IN, user.name(), null, request.getRemoteAddr(), how);
  }
}
