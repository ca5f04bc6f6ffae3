package io.sluice.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.standalone.LifecycleStory.await;
import static io.sluice.standalone.LifecycleStory.awaitEqual;
import static io.sluice.standalone.Operator.has;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.sluice.fixture.Browser;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** From an installation that has nothing to a project that is gone, all of it in the console. */
class ConsoleStory {
  private static final long SEED = 18;

  @Test
  void anOperatorDoesEverythingInTheConsole(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    var source = PostgresFixture.database("bank");
    var copy = PostgresFixture.database("copy");
    try (var sluice = Installation.standalone(folder);
        var bank = new Bank(source, SEED);
        var browser = new Browser()) {
      var page = browser.open(sluice.console());
      var operator = new Operator(page);
      page.locator("sluice-sign-in").waitFor();
      operator.picture("sign-in");
      try {
        operator.signIn("admin", Files.readString(folder.resolve("data/admin.password")).strip());
        page.locator("[data-zone]").click();
        nothingIsThereYet(operator);
        bank.open(20);
        theWizardLeadsToAProjectThatRuns(operator, source, copy);
        latencyRisesWhileItIsPaused(operator);
        itIsReplayedAndRefusedOutsideTheRange(operator);
        bothSidesAreCompared(operator);
        theCauseOfAStopIsTold(operator, copy);
        theKeyboardDoes(operator);
        itIsFilteredByRegion(operator);
        everyPageIsPictured(operator);
        bank.close();
        awaitEqual(source, copy);
        aStoreIsDestroyed(operator);
      } catch (Throwable e) {
        operator.picture("where-it-ended");
        throw e;
      }
      // The browser says of each answer that refuses something that it did.
      browser.complaints.removeIf(complaint -> complaint.contains("status of 4"));
      assertThat(browser.complaints).isEmpty();
      assertThat(operator.violations).isEmpty();
    }
  }

  private static void nothingIsThereYet(Operator operator) {
    operator.goTo("Overview", "#/overview");
    operator.goTo("Alerts", "#/alerts");
    operator.picture("nothing-alerts");
    operator.goTo("Data sources", "#/sources");
    operator.picture("nothing-sources");
    operator.goTo("Synchronization projects", "#/projects");
    assertThat(operator.page.locator("main")).containsText("No projects yet");
    operator.picture("nothing-projects");
  }

  private static void theWizardLeadsToAProjectThatRuns(
      Operator operator, Database source, Database copy) {
    var page = operator.page;
    operator.press("Create project");
    assertThat(page.locator("main")).containsText("No data sources are registered yet.");
    operator.press("Register one");
    dataSource(operator, "bank", source, "wrong");
    operator.press("Test");
    assertThat(page.locator("main .callout")).containsText("What to do");
    operator.picture("data-source-refused");
    operator.fill("Password", source.password());
    operator.press("Test");
    assertThat(page.locator("main .callout")).containsText("Connected");
    operator.picture("data-source");
    operator.press("Save");
    page.locator("main a").filter(has("Register one")).click();
    dataSource(operator, "copy", copy, copy.password());
    operator.press("Save");

    operator.fill("Project name", "bank to copy");
    operator.choose("Source", "bank \\(PostgreSQL\\)");
    operator.choose("Destination", "copy \\(PostgreSQL\\)");
    operator.fill("Tags", "bank, demo");
    operator.picture("create-1-ends");
    operator.press("Next");
    operator.picture("create-2-types");
    operator.press("Next");
    page.locator("main sl-checkbox").filter(has("Choose all shown")).click();
    assertThat(page.locator("main")).containsText("3 of 3 tables chosen");
    operator.picture("create-3-objects");
    operator.press("Next");
    operator.fill("Verified at", "0 0 2 * * *");
    operator.picture("create-4-settings");
    operator.press("Create and check");
    assertThat(page.locator("main")).containsText("Everything is in place.");
    operator.picture("create-5-precheck");
    operator.press("Start now");
    assertThat(page.locator("main h1")).hasText("bank to copy");
    awaitText(operator.step("Incremental synchronization").locator(".chip"), "Monitoring");
    assertThat(operator.status()).hasText("Running");
    await().until(() -> operator.latency() >= 0);
    operator.picture("project");
  }

  private static void dataSource(
      Operator operator, String name, Database database, String password) {
    operator.fill("Name", name);
    operator.fill("Host", database.host());
    operator.fill("Port", String.valueOf(database.port()));
    operator.fill("Database", database.name());
    operator.fill("User name", database.username());
    operator.fill("Password", password);
  }

  private static void latencyRisesWhileItIsPaused(Operator operator) {
    operator.press("Pause");
    operator.fill("Reason (optional)", "the destination is moved");
    operator.picture("ask-pause");
    operator.confirm();
    awaitText(operator.status(), "Paused");
    assertThat(operator.page.locator("main .callout")).containsText("the destination is moved");
    double before = operator.latency();
    await().until(() -> operator.latency() > before + 5000);
    operator.picture("project-paused");
    double highest = operator.latency();
    operator.press("Resume");
    operator.confirm();
    awaitText(operator.status(), "Running");
    await().until(() -> operator.latency() >= 0 && operator.latency() < highest);
  }

  private static void itIsReplayedAndRefusedOutsideTheRange(Operator operator) {
    var page = operator.page;
    operator.tab("Component monitoring");
    var writer = page.locator("main tbody tr").filter(has("JDBCWriter"));
    writer.locator("sl-button").filter(has("Pause")).click();
    operator.confirm();
    awaitText(writer.locator(".chip"), "Stopped");
    writer.locator("sl-button").filter(has("Start")).click();
    var from = page.getByLabel("Whether to replay data: Replay from");
    // The field knows no seconds that are none.
    String earliest = from.getAttribute("min").replaceFirst(":00$", "");
    operator.fill("Whether to replay data: Replay from", "2020-01-01T00:00");
    assertThat(page.locator("sl-dialog .callout")).containsText("REPLAY_OUT_OF_RANGE");
    page.locator("sl-dialog sl-button[variant=primary]").click();
    assertThat(page.locator("sl-dialog .callout")).containsText("What to do");
    operator.picture("ask-replay-refused");
    operator.fill("Whether to replay data: Replay from", earliest);
    assertThat(page.locator("sl-dialog")).containsText("Changes written again:");
    operator.picture("ask-replay");
    operator.confirm();
    awaitText(writer.locator(".chip"), "Running");
    awaitText(operator.status(), "Running");
    operator.picture("project-components");
  }

  private static void bothSidesAreCompared(Operator operator) {
    operator.tab("Verification");
    operator.press("Verify");
    operator.picture("ask-verify");
    operator.confirm();
    assertThat(operator.page.locator("main")).containsText("Both sides agree");
    operator.picture("project-verification");
  }

  private static void theCauseOfAStopIsTold(Operator operator, Database copy) throws Exception {
    var page = operator.page;
    operator.tab("Synchronization details");
    copy.execute("alter table account add constraint poison check (balance < 0) not valid");
    awaitText(operator.status(), "Failed");
    var callout = page.locator("main .callout[role=alert]").first();
    assertThat(callout).containsText("poison");
    assertThat(callout).containsText("What to do");
    assertThat(callout).containsText("DESTINATION_REFUSED");
    operator.picture("project-failed");
    operator.goTo("Overview", "#/overview");
    assertThat(page.locator("main")).containsText("bank to copy");
    operator.picture("overview-failed");
    operator.goTo("Alerts", "#/alerts");
    assertThat(page.locator("main")).containsText("Project failed");
    operator.picture("alerts");

    operator.goTo("Components", "#/components");
    operator.tab("JDBCWriter");
    page.locator("main tbody a.mono").first().click();
    operator.fill("Search", "poison");
    operator.choose("Level", "Errors");
    assertThat(page.locator("main .log div").first()).containsText("poison");
    operator.picture("component-log");

    copy.execute("alter table account drop constraint poison");
    page.locator("main a[href^='#/projects/']").first().click();
    operator.press("Resume");
    operator.confirm();
    awaitText(operator.status(), "Running");
  }

  private static void theKeyboardDoes(Operator operator) {
    var page = operator.page;
    page.locator("main h1").click();
    operator.tabTo("Projects");
    page.keyboard().press("Enter");
    assertThat(page.locator("main h1")).hasText("Synchronization projects");
    operator.tabTo("bank to copy");
    page.keyboard().press("Enter");
    assertThat(page.locator("main h1")).hasText("bank to copy");
    operator.tabTo("Pause");
    page.keyboard().press("Enter");
    assertThat(page.locator("sl-dialog[open]")).hasCount(1);
    operator.tabTo("Cancel");
    page.keyboard().press("Escape");
    assertThat(page.locator("sl-dialog")).hasCount(0);
    operator.tabTo("Synchronization details");
    page.keyboard().press("End");
    assertThat(page.locator("sluice-history")).containsText("Project resumed");
  }

  private static void itIsFilteredByRegion(Operator operator) {
    var page = operator.page;
    operator.goTo("Components", "#/components");
    operator.choose("Region", "default \\(2\\)");
    assertThat(page).hasURL(Pattern.compile("region=default"));
    assertThat(page.locator("main tbody tr")).hasCount(1);
    operator.picture("components-region");
    page.evaluate("() => { location.hash = '#/components?region=south'; }");
    assertThat(page.locator("main")).containsText("There are none.");
  }

  private static void everyPageIsPictured(Operator operator) {
    var page = operator.page;
    operator.goTo("Overview", "#/overview");
    operator.picture("overview");
    operator.goTo("Components", "#/components");
    operator.picture("components");
    operator.goTo("Instances", "#/instances");
    operator.picture("instances");
    operator.goTo("Event log", "#/events");
    operator.picture("events");
    operator.goTo("Users and tokens", "#/access");
    operator.picture("access");
    operator.press("Add user");
    operator.picture("ask-user");
    operator.cancel();
    for (String tab : List.of("silences", "channels", "deliveries", "settings")) {
      page.evaluate("tab => { location.hash = '#/alerts?tab=' + tab; }", tab);
      page.waitForFunction("() => !document.querySelector('main sl-spinner')");
      operator.picture("alerts-" + tab);
    }
    operator.goTo("Synchronization projects", "#/projects");
    operator.choose("Status", "Running");
    operator.press("Save this view");
    operator.fill("Name of the view", "all that run");
    operator.confirm();
    page.locator("main tbody sl-checkbox").first().click();
    operator.picture("projects");
    page.locator("main tbody a").filter(has("bank to copy")).click();
    for (String tab : List.of("Objects", "Settings", "History")) {
      operator.tab(tab);
      operator.picture("project-" + tab.toLowerCase(Locale.ROOT));
    }
    operator.tab("Settings");
    assertThat(page.locator("sluice-settings")).containsText("0 0 2 * * * UTC");
    operator.tab("Objects");
    operator.press("Add tables");
    operator.picture("ask-tables");
    page.keyboard().press("Escape");
    operator.press("Rules");
    operator.picture("ask-rules");
    page.keyboard().press("Escape");
  }

  private static void aStoreIsDestroyed(Operator operator) {
    var page = operator.page;
    operator.goTo("Components", "#/components");
    page.locator("main tbody tr").filter(has("bank to copy")).locator("a.mono").click();
    Locator destroy = page.locator("main sl-button").filter(has("Destroy"));
    assertThat(destroy).hasAttribute("disabled", "");
    page.locator("main dd a[href^='#/projects/']").click();
    operator.press("Pause");
    operator.confirm();
    awaitText(operator.status(), "Paused");
    page.goBack();
    operator.press("Pause");
    operator.confirm();
    awaitText(operator.status(), "Stopped");
    destroy.click();
    var yes = page.locator("sl-dialog sl-button[variant=danger]");
    operator.fill("Type delete to confirm", "Delete");
    assertThat(yes).hasAttribute("disabled", "");
    operator.fill("Type delete to confirm", "delete");
    operator.picture("ask-destroy");
    operator.confirm();
    awaitText(operator.status(), "Destroyed");
  }

  /** What comes about takes as long as it takes. */
  private static void awaitText(Locator one, String text) {
    assertThat(one).hasText(text, new LocatorAssertions.HasTextOptions().setTimeout(120_000));
  }
}
