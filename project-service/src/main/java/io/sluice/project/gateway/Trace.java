package io.sluice.project.gateway;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request a W3C trace context, the caller's own if it sent one, so that an answer, the
 * log and all events that follow can be brought together.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Trace extends OncePerRequestFilter {
  static final String HEADER = "traceparent";
  private static final String ATTRIBUTE = Trace.class.getName();
  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String given = request.getHeader(HEADER);
    String trace = given != null && FORM.matcher(given).matches() ? given : make();
    request.setAttribute(ATTRIBUTE, trace);
    response.setHeader(HEADER, trace);
    try (var _ = MDC.putCloseable("traceId", idOf(trace))) {
      chain.doFilter(request, response);
    }
  }

  static @Nullable String current(RequestAttributes request) {
    return (String) request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
  }

  /** The trace id for people: 32 hexadecimal digits. */
  static String id(HttpServletRequest request) {
    return idOf(
        Objects.requireNonNullElseGet((String) request.getAttribute(ATTRIBUTE), Trace::make));
  }

  private static String idOf(String traceparent) {
    return traceparent.substring(3, 35);
  }

  private static String make() {
    byte[] ids = new byte[24];
    RANDOM.nextBytes(ids);
    String hex = HexFormat.of().formatHex(ids);
    return "00-" + hex.substring(0, 32) + "-" + hex.substring(32) + "-01";
  }
}
