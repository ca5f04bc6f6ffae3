package io.sluice.project.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.web.util.WebUtils;

/**
 * Sign-ins that are under way at the provider. Their browser comes back from another site, and then
 * brings no cookie that is {@code SameSite=Strict}, as the session's is; so each has a short
 * session of its own, by a cookie that is good for nothing but coming back.
 */
final class PendingSignIns<S extends Session>
    implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
  private static final String COOKIE = "sluice-sign-in";
  private static final String PATH = "/login/oauth2";
  private static final String ATTRIBUTE = "request";
  private static final Duration HOLDS = Duration.ofMinutes(10);

  private final SessionRepository<S> sessions;

  PendingSignIns(SessionRepository<S> sessions) {
    this.sessions = sessions;
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    S session = cookie == null ? null : sessions.findById(cookie.getValue());
    OAuth2AuthorizationRequest pending = session == null ? null : session.getAttribute(ATTRIBUTE);
    return pending != null
            && String.valueOf(pending.getState()).equals(request.getParameter("state"))
        ? pending
        : null;
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest pending,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (pending == null) {
      removeAuthorizationRequest(request, response);
      return;
    }
    S session = sessions.createSession();
    session.setMaxInactiveInterval(HOLDS);
    session.setAttribute(ATTRIBUTE, pending);
    sessions.save(session);
    set(request, response, session.getId(), HOLDS);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    OAuth2AuthorizationRequest pending = loadAuthorizationRequest(request);
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    if (cookie != null) {
      sessions.deleteById(cookie.getValue());
      set(request, response, "", Duration.ZERO);
    }
    return pending;
  }

  private static void set(
      HttpServletRequest request, HttpServletResponse response, String value, Duration holds) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(COOKIE, value)
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax")
            .path(PATH)
            .maxAge(holds)
            .build()
            .toString());
  }
}
