package io.sluice.project;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.sluice.fixture.Browser;
import io.sluice.fixture.PostgresFixture;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console in a real browser: what an operator clicks leads to what it says. */
class ConsolePagesIT {
  private static RunningService service;
  private static Browser browser;

  /** The address of every page, with the heading it shows. */
  private static final Map<String, String> PAGES = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("pages");
    browser = new Browser();
    var database = PostgresFixture.database("pages");
    database.execute(
        "create table a (id int primary key)", "create table b (id int primary key, v text)");
    String source = service.dataSource("source", database, database.password());
    var copy = PostgresFixture.database("pages_copy");
    String destination = service.dataSource("copy", copy, copy.password());
    var project =
        service.post(
            "/projects",
            Map.of(
                "name",
                "a project to look at",
                "source",
                source,
                "destination",
                destination,
                "tables",
                List.of(Map.of("schema", "public", "name", "a"))));
    PAGES.put("#/overview", "Overview");
    PAGES.put("#/alerts", "Alerts");
    PAGES.put("#/projects", "Synchronization projects");
    PAGES.put("#/components", "Components");
    PAGES.put("#/sources", "Data sources");
    PAGES.put("#/instances", "Instances");
    PAGES.put("#/events", "Event log");
    PAGES.put("#/access", "Users and tokens");
    PAGES.put("#/create", "Create project");
    PAGES.put("#/projects/" + project.text("id"), "a project to look at");
  }

  @AfterAll
  static void stop() {
    browser.close();
    service.close();
  }

  @Test
  void everyPageOpensAndIsLeftAgain() {
    Page page = service.open(browser, "/");
    var pages = List.copyOf(PAGES.keySet());
    pages.forEach(address -> goTo(page, address));
    pages.reversed().forEach(address -> goTo(page, address));
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void theNavigationLeadsAwayFromAnOpenForm() {
    Page page = service.open(browser, "/#/sources");
    page.locator("main sl-button", new Page.LocatorOptions().setHasText("Edit")).first().click();
    assertThat(page.locator("main sl-input[name=host]")).isVisible();
    page.locator("nav a[href='#/instances']").click();
    assertThat(page.locator("main h1")).hasText("Instances");
    assertThat(page.locator("main sl-input")).hasCount(0);
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void theLanguageAndTheZoneOfTimesAreChangedByAClick() {
    Page page = service.open(browser, "/#/projects");
    assertThat(page.locator("nav .foot")).containsText("Times are in Asia/Tehran.");
    page.locator("[data-zone]").click();
    assertThat(page.locator("nav .foot")).containsText("Times are in UTC.");
    assertThat(page.locator("main tbody tr").first()).containsText("UTC");
    page.locator("[data-language]").click();
    assertThat(page.locator("main h1")).hasText("数据同步项目");
    page.locator("[data-language]").click();
    assertThat(page.locator("main h1")).hasText("Synchronization projects");
    assertThat(browser.complaints).isEmpty();
  }

  /**
   * Lit takes elements out by their own methods; a page that has one of that name is never left.
   */
  @Test
  void noPageHasAMethodThatHidesOneOfTheBrowsersElements() {
    Page page = service.open(browser, "/");
    assertThat(page.locator("main h1")).isVisible();
    assertThat(
            page.evaluate(
                """
                () => ['app', 'overview', 'alerts', 'performance', 'projects', 'project', 'components', 'sources', 'instances', 'events', 'create', 'chart', 'objects', 'pick', 'verification', 'access', 'sign-in', 'details', 'settings', 'history', 'component', 'logs', 'dialog']
                  .flatMap((name) => Object.getOwnPropertyNames(customElements.get(`sluice-${name}`).prototype)
                    .filter((method) => method !== 'constructor' && method in HTMLElement.prototype)
                    .map((method) => `${name}.${method}`))"""))
        .isEqualTo(List.of());
  }

  @Test
  void tablesArePickedFromTheSourceAndTakenOutAgain() {
    String project = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow();
    Page page = service.open(browser, "/" + project + "?tab=objects");
    page.locator("sluice-objects sl-button", has("Add tables")).click();
    page.locator("sluice-pick sl-checkbox[data-for='public.b']").click();
    page.locator("sl-dialog sl-button[slot=footer][variant=primary]").click();
    assertThat(page.locator("sluice-objects tbody tr")).hasCount(2);

    page.locator("sluice-objects sl-checkbox[data-for='public.b']").click();
    page.locator("sluice-objects sl-button", has("Remove")).click();
    page.locator("sl-dialog sl-button[variant=danger]").click();
    assertThat(page.locator("sluice-objects tbody tr")).hasCount(1);
    goTo(page, "#/components");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void theSameIsDoneWithSeveralProjectsAndWhatOneRefusesIsShown() {
    String of = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow().substring(1);
    for (String name : List.of("several a", "several b", "several c")) {
      service.post(of + "/clone", Map.of("name", name));
    }
    String full =
        service.get("/projects?keyword=several%20a").items().getFirst().path("id").asString();
    service.call(
        "PATCH",
        "/projects/" + full,
        "{\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}",
        "Prefer",
        "wait=9");

    Page page = service.open(browser, "/#/projects?keyword=several&sort=name");
    assertThat(page.locator("main tbody tr")).hasCount(3);
    for (String name : List.of("several a", "several b", "several c")) {
      page.locator("main sl-checkbox[data-for='" + name + "']").click();
    }
    page.locator("main .bar sl-button", has("Add tags")).click();
    page.locator("sl-dialog sl-input input").fill("shop");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    var outcomes = page.locator("sl-dialog tbody tr");
    assertThat(outcomes).hasCount(3);
    assertThat(outcomes.first()).containsText("Refused");
    assertThat(outcomes.first()).containsText("more than 5");
    assertThat(outcomes.last()).containsText("Done");
    page.locator("sl-dialog sl-button", has("Close")).click();
    page.locator(".counts a", has("shop")).click();
    assertThat(page.locator("main tbody tr")).hasCount(2);
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void historySaysWhatHappenedWhyAndHowItWas() {
    String project = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow();
    Page page = service.open(browser, "/" + project + "?tab=history");
    assertThat(page.locator("sluice-history [data-why]")).containsText("Why it is “Not started”");
    assertThat(page.locator("sluice-history [data-why]")).containsText("create the project");
    var created = page.locator("sluice-history .chain > li", has("Project created"));
    assertThat(created).hasCount(1);
    created.locator("sl-button").click();
    assertThat(created.locator(".because")).containsText("Asked for: create the project");
    page.locator("sluice-history [data-past] input")
        .fill(
            java.time.LocalDateTime.now(Browser.ZONE)
                .plusMinutes(2)
                .withSecond(0)
                .withNano(0)
                .toString());
    page.locator("sluice-history [data-past] input").blur();
    assertThat(page.locator("sluice-history [data-past] .chip").first()).hasText("Not started");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void aFileIsShownWithAllOfItsFaultsAndTakenWhenItHasNone() {
    String project = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow();
    Page page = service.open(browser, "/" + project + "?tab=objects");
    var file = page.locator("sluice-objects input[type=file]");
    file.setInputFiles(csv("schema,name,filter\npublic,b,\npublic,b,\npublic,a,(\n"));
    assertThat(page.locator("sl-dialog tbody tr")).hasCount(2);
    assertThat(page.locator("sl-dialog")).containsText("is there twice");
    page.locator("sl-dialog sl-button", has("Cancel")).click();
    assertThat(page.locator("sl-dialog")).hasCount(0);

    file.setInputFiles(csv("schema,name,filter\npublic,a,\npublic,b,id > 5\n"));
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("sluice-objects tbody tr")).hasCount(2);
    assertThat(page.locator("sluice-objects")).containsText("id > 5");
    assertThat(page.locator("sl-dialog")).hasCount(0);
    file.setInputFiles(csv("schema,name\npublic,a\n"));
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("sluice-objects tbody tr")).hasCount(1);
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void rulesAreSetAndAPatternThatIsNoneIsRefused() {
    String project = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow();
    Page page = service.open(browser, "/" + project + "?tab=objects");
    page.locator("sluice-objects sl-button", has("Rules")).click();
    var area = page.locator("sl-dialog sl-textarea textarea");
    area.fill("public");
    area.blur();
    assertThat(page.locator("sl-dialog .callout")).containsText("not a pattern");
    area.fill("public.a");
    area.blur();
    page.locator("sl-dialog sl-button[slot=footer][variant=primary]").click();
    assertThat(page.locator("sluice-objects")).containsText("Tables come by rules: public.a");
    // The browser says of each answer that refuses something that it did.
    browser.complaints.removeIf(complaint -> complaint.contains("400"));
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void levelsSilencesAndChannelsAreSetInTheConsole() {
    String project = PAGES.keySet().stream().reduce((_, last) -> last).orElseThrow();
    Page page = service.open(browser, "/" + project + "?tab=settings");
    page.locator("sl-button[data-alerts]").click();
    var inputs = page.locator("sl-dialog sl-input input");
    page.locator("sl-dialog sl-select").click();
    page.locator("sl-dialog sl-option[value=HIGH]").click();
    inputs.nth(0).fill("301");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("sl-dialog .callout")).containsText("not 1 to 300");
    inputs.nth(0).fill("60");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("sl-dialog")).hasCount(0);
    assertThat(page.locator("main")).containsText("High Protection");

    page.evaluate("location.hash = '#/alerts?tab=silences'");
    page.locator("main sl-button", has("New silence")).click();
    inputs.nth(1).fill("shop");
    inputs.nth(5).fill("maintenance");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("main tbody tr")).containsText("maintenance");

    page.evaluate("location.hash = '#/alerts?tab=channels'");
    page.locator("main sl-button", has("Add webhook")).click();
    inputs.nth(0).fill("http://127.0.0.1:1/hook");
    inputs.nth(3).fill("on call");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("main tbody tr")).containsText("127.0.0.1");
    page.locator("main tbody sl-button", has("Test")).click();
    assertThat(page.locator("sl-alert", has("127.0.0.1 does not answer"))).isVisible();
    page.locator("main tbody sl-button", has("Delete")).click();
    page.locator("sl-dialog sl-button[variant=danger]").click();
    assertThat(page.locator("main")).containsText("Nobody is told");

    page.evaluate("location.hash = '#/alerts?tab=settings'");
    assertThat(page.locator("main tbody")).containsText("900");
    // The browser says of each answer that refuses something that it did.
    browser.complaints.removeIf(complaint -> complaint.contains("400"));
    assertThat(browser.complaints).isEmpty();
  }

  private static FilePayload csv(String text) {
    return new FilePayload("objects.csv", "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Page.LocatorOptions has(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static void goTo(Page page, String address) {
    page.evaluate("address => { location.hash = address }", address);
    assertThat(page.locator("main h1")).hasText(PAGES.get(address));
  }
}
