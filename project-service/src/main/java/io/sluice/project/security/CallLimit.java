package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.project.access.Access;
import io.sluice.project.gateway.Problem;
import io.sluice.project.gateway.TooManyException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Keeps one caller from using the API up: by name, or by address as long as he has none. */
final class CallLimit extends OncePerRequestFilter {
  private final String prefix;
  private final Throttle callers;

  /**
   * @param prefix of the paths that it is for
   * @param perSecond of one caller, ten times as many at once
   */
  CallLimit(String prefix, int perSecond) {
    this.prefix = prefix;
    this.callers = new Throttle(10L * perSecond, 60L * perSecond);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith(prefix);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Duration wait = callers.take(caller(request));
    if (wait.isZero()) {
      chain.doFilter(request, response);
      return;
    }
    var many = new TooManyException(wait, "too many calls");
    response.setHeader(HttpHeaders.RETRY_AFTER, many.retryAfter());
    Problem.write(new Failure(ErrorCode.TOO_MANY, many.detail()), request, response);
  }

  private static String caller(HttpServletRequest request) {
    return SecurityContextHolder.getContext().getAuthentication() instanceof Access access
        ? access.getName()
        : "from " + SignInGuard.network(request.getRemoteAddr());
  }
}
