package io.sluice.project.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the browser that nothing runs there but files of this server, and refuses what comes under
 * a foreign host name and writes that a page of another site makes it send. The console's libraries
 * come as WebJars, from here as well.
 */
@Component
@Order(1)
class BrowserRules extends OncePerRequestFilter {
  private static final Pattern IMPORTS =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Failure FAILURE =
      new Failure(ErrorCode.INVALID_INPUT, "a page of another site may not send this");

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");

  private final String policy;
  private final Set<String> names;

  /** The import map has to stand in the page itself; it is allowed by its hash. */
  BrowserRules(GatewaySettings settings) throws IOException {
    String page = new ClassPathResource("static/index.html").getContentAsString(UTF_8);
    var imports = IMPORTS.matcher(page);
    if (!imports.find()) {
      throw new UncheckedIOException(new IOException("index.html has no import map"));
    }
    this.names =
        settings.allowedHosts().stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.policy =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' 'sha256-" + sha256(imports.group(1)) + "'",
            // Components and charts place themselves with inline styles.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            // Some icons are data that a component fetches.
            "connect-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    if (!servedUnder(request.getServerName().toLowerCase(Locale.ROOT))) {
      var detail = "this server does not answer as '" + request.getServerName() + "'";
      Problem.of(new Failure(ErrorCode.HOST_NOT_ALLOWED, detail), request).write(response);
      return;
    }
    if (!READS.contains(request.getMethod()) && fromAnotherSite(request)) {
      Problem.of(FAILURE, request).write(response);
      return;
    }
    chain.doFilter(request, response);
  }

  /**
   * Under any other name a page of the internet could have its own name point here (DNS rebinding)
   * and read and steer with the reader's network access. An address cannot be pointed elsewhere.
   */
  private boolean servedUnder(String host) {
    return host.equals("localhost") || names.contains(host) || ADDRESS.matcher(host).matches();
  }

  /** Browsers say where a request comes from; programs that are no browsers say nothing. */
  private static boolean fromAnotherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    return (site != null && !site.equals("same-origin") && !site.equals("none"))
        || (origin != null && !origin.endsWith("://" + request.getHeader("Host")));
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
