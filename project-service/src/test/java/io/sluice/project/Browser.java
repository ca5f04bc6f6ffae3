package io.sluice.project;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import io.sluice.project.users.SignInLinks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real browser, without a screen, that reaches this machine alone. Which one is decided by {@code
 * src/test/browser.sh} before the tests; without one this fails.
 */
final class Browser implements AutoCloseable {
  private static final Path FOUND = Path.of("target/browser");
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  /** What pages complained about and what they asked of other machines, since the start. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  Browser() throws IOException {
    String program = Files.exists(FOUND) ? Files.readString(FOUND) : "";
    var options = new BrowserType.LaunchOptions().setHeadless(true).setArgs(arguments());
    var environment = new Playwright.CreateOptions();
    if (!program.isBlank()) {
      options.setExecutablePath(Path.of(program));
      environment.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    }
    try {
      playwright = Playwright.create(environment);
      browser = playwright.chromium().launch(options);
    } catch (PlaywrightException e) {
      throw new IllegalStateException(
          "No browser for the browser tests. Install Chromium or Chrome (Debian: apt-get install"
              + " chromium), or name one in SLUICE_BROWSER; then run mvn verify.",
          e);
    }
  }

  private static List<String> arguments() {
    var arguments =
        new ArrayList<>(
            List.of(
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"));
    if (System.getProperty("user.name").equals("root")) {
      arguments.add("--no-sandbox");
    }
    return arguments;
  }

  /** A new page with a storage of its own, of the user who holds the sign-in link. */
  Page open(RunningService service, String path) {
    Page page = open(service.uri(service.bean(SignInLinks.class).make()));
    page.locator("[data-me]").waitFor();
    page.navigate(service.uri(path).toString());
    return page;
  }

  /** A new page with a storage of its own, of nobody who is signed in. */
  Page open(URI address) {
    BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1440, 900));
    context.route(
        request ->
            !THIS_MACHINE.contains(URI.create(request).getHost()) && request.startsWith("http"),
        route -> {
          complaints.add("asked for " + route.request().url());
          route.abort();
        });
    context.onWebError(error -> complaints.add("threw " + error.error()));
    context.onConsoleMessage(
        message -> {
          if (Set.of("error", "warning").contains(message.type())) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    Page page = context.newPage();
    page.navigate(address.toString());
    return page;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
