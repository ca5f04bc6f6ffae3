package io.sluice.project.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;

/**
 * Tells the browser that nothing runs there but files of this server. The console's libraries come
 * as WebJars, from here as well.
 */
final class ContentPolicy {
  private static final Pattern IMPORTS =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private ContentPolicy() {}

  /** The import map has to stand in the page itself; it is allowed by its hash. */
  static String ofConsole() throws IOException {
    String page = new ClassPathResource("static/index.html").getContentAsString(UTF_8);
    var imports = IMPORTS.matcher(page);
    if (!imports.find()) {
      throw new IOException("index.html has no import map");
    }
    return String.join(
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

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
