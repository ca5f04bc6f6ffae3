package io.sluice.project;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.sluice.fixture.Browser;
import io.sluice.fixture.PostgresFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console as somebody sees it who may not everything, or who has not said who he is. */
class ConsoleAccessIT {
  private static final String LONG_ENOUGH = "a passphrase of words";

  private static RunningService service;
  private static Browser browser;
  private static String project;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("visitors");
    browser = new Browser();
    for (String role : List.of("VIEWER", "OPERATOR", "ADMIN")) {
      service.post("/users", Map.of("name", "a-" + role, "role", role, "password", LONG_ENOUGH));
    }
    var database = PostgresFixture.database("visitors");
    database.execute("create table a (id int primary key)");
    String source = service.dataSource("source", database, database.password());
    String destination =
        service.dataSource("copy", PostgresFixture.database("visitors_copy"), "postgres");
    var made =
        service.post(
            "/projects",
            Map.of(
                "name",
                "seen by all",
                "source",
                source,
                "destination",
                destination,
                "tables",
                List.of(Map.of("schema", "public", "name", "a"))));
    project = made.text("id");
  }

  @AfterAll
  static void stop() {
    browser.close();
    service.close();
  }

  private static Page enter(String name, String password, String path) {
    Page page = browser.open(service.uri(path));
    page.locator("sl-input[name=name] input").fill(name);
    page.locator("sl-input[name=password] input").fill(password);
    page.locator("sluice-sign-in sl-button", has("Sign in")).click();
    return page;
  }

  private static Page.LocatorOptions has(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void aViewerSeesWhatThereIsAndNoButtonThatHeMayNotUse() {
    Page page = enter("a-VIEWER", LONG_ENOUGH, "/#/projects/" + project);
    assertThat(page.locator("main h1")).hasText("seen by all");
    assertThat(page.locator("main .head sl-button", has("Precheck"))).hasCount(0);
    assertThat(page.locator("nav a[href='#/access']")).hasCount(0);
    page.locator("nav a.item[href='#/projects']").click();
    assertThat(page.locator("main h1")).hasText("Synchronization projects");
    assertThat(page.locator("sl-button", has("Create project"))).hasCount(0);
    page.locator("nav a[href='#/sources']").click();
    assertThat(page.locator("main h1")).hasText("Data sources");
    assertThat(page.locator("main td.mono").first()).isVisible();
    assertThat(page.locator("main sl-button")).hasCount(0);
  }

  @Test
  void anOperatorRunsProjectsAndAnAdminDoesTheRest() {
    Page operator = enter("a-OPERATOR", LONG_ENOUGH, "/#/projects/" + project);
    assertThat(operator.locator("main .head sl-button", has("Precheck"))).hasCount(1);
    assertThat(operator.locator("main .head sl-button", has("Release"))).hasCount(0);
    operator.locator("nav a[href='#/sources']").click();
    assertThat(operator.locator("main sl-button", has("Test")).first()).isVisible();
    assertThat(operator.locator("main sl-button", has("Edit"))).hasCount(0);

    Page admin = enter("a-ADMIN", LONG_ENOUGH, "/#/access");
    assertThat(admin.locator("main tbody tr", has("a-VIEWER"))).isVisible();
    admin.locator("main sl-button", has("Tokens")).click();
    admin.locator("main sl-button", has("Make token")).click();
    admin.locator("sl-dialog sl-input input").first().fill("from-the-console");
    admin.locator("sl-dialog sl-button[slot=footer][variant=primary]").click();
    assertThat(admin.locator("[data-token]")).containsText("sluice_");
    String token = admin.locator("[data-token]").textContent().strip();
    assertThat(service.call("GET", "/projects", null, "Authorization", "Bearer " + token).status())
        .isEqualTo(200);
    admin.locator("main sl-button", has("Audit")).click();
    assertThat(admin.locator("main tbody tr", has("Token made")).first()).isVisible();
  }

  @Test
  void aWrongPasswordIsToldAndASessionThatEndsLeadsBackToWhereOneWas() {
    Page page = enter("a-OPERATOR", "not the right one", "/#/components");
    assertThat(page.locator(".callout")).containsText("SIGN_IN_FAILED");
    page.locator("sl-input[name=password] input").fill(LONG_ENOUGH);
    page.locator("sluice-sign-in sl-button", has("Sign in")).click();
    assertThat(page.locator("main h1")).hasText("Components");

    service.call("DELETE", "/users/a-OPERATOR/sessions", null);
    assertThat(page.locator("sluice-sign-in")).isVisible();
    page.locator("sl-input[name=name] input").fill("a-OPERATOR");
    page.locator("sl-input[name=password] input").fill(LONG_ENOUGH);
    page.locator("sluice-sign-in sl-button", has("Sign in")).click();
    assertThat(page.locator("main h1")).hasText("Components");

    page.locator("nav sl-button", has("Sign out")).click();
    assertThat(page.locator("sluice-sign-in")).isVisible();
    page.reload();
    assertThat(page.locator("sluice-sign-in")).isVisible();
  }
}
