package io.sluice.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody at the console, who does things as they are named on the screen and takes pictures, in
 * {@code target/pictures}: wide and light; with {@code -Dsluice.pictures=all} narrow ones and dark
 * ones, too.
 */
final class Operator {
  private static final boolean ALL = "all".equals(System.getProperty("sluice.pictures"));

  /** Colours on their way from one theme to the other are those of none. */
  private static final String STILL =
      ":root { --sl-transition-x-slow: 0s !important; --sl-transition-slow: 0s !important;"
          + " --sl-transition-medium: 0s !important; --sl-transition-fast: 0s !important;"
          + " --sl-transition-x-fast: 0s !important; }";

  private static final Path PICTURES = Path.of("target/pictures");
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d+) h )?(?:(\\d+) min )?([\\d.]+) (ms|s|min)");

  final Page page;

  /** What is against the rules of WCAG 2.1, A and AA, in what was pictured. */
  final List<String> violations = new ArrayList<>();

  Operator(Page page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
  }

  void signIn(String name, String password) {
    fill("Name", name);
    fill("Password", password);
    page.getByLabel("Password").press("Enter");
    page.locator("[data-me]").waitFor();
  }

  void fill(String label, String text) {
    var field = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    field.fill(text);
    field.blur();
  }

  void choose(String label, String option) {
    var select =
        page.locator("sl-select")
            .filter(
                new Locator.FilterOptions()
                    .setHas(
                        page.getByRole(
                            AriaRole.COMBOBOX,
                            new Page.GetByRoleOptions().setName(label).setExact(true))));
    select.click();
    select.locator("sl-option").filter(exactly(option)).click();
  }

  /** In the open dialog, if there is one. */
  void press(String button) {
    var dialog = page.locator("sl-dialog[open]");
    var within = dialog.count() > 0 ? dialog : page.locator("main");
    within.locator("sl-button").filter(exactly(button)).first().click();
  }

  /** What a dialog asks is answered with yes, and the dialog is gone. */
  void confirm() {
    page.locator("sl-dialog[open] sl-button[slot=footer]:not(:has-text('Cancel'))").click();
    assertThat(page.locator("sl-dialog")).hasCount(0);
  }

  void cancel() {
    press("Cancel");
    assertThat(page.locator("sl-dialog")).hasCount(0);
  }

  /** By a click on what leads there at the left. */
  void goTo(String heading, String address) {
    page.locator("nav a.item[href='" + address + "']").click();
    assertThat(page.locator("main h1")).hasText(heading);
  }

  void tab(String name) {
    page.locator("main sl-tab").filter(exactly(name)).click();
    page.waitForFunction("() => !document.querySelector('main sl-spinner')");
  }

  Locator status() {
    return page.locator("main .head .chip");
  }

  Locator step(String name) {
    return page.locator("main section.step").filter(has(name));
  }

  /** Of the project's incremental step, in milliseconds; -1 when there is none. */
  double latency() {
    var figure = step("Incremental synchronization").locator(".figure");
    Matcher found = DURATION.matcher(figure.count() == 0 ? "" : figure.textContent());
    if (!found.find()) {
      return -1;
    }
    double hours = found.group(1) == null ? 0 : Double.parseDouble(found.group(1));
    double minutes = found.group(2) == null ? 0 : Double.parseDouble(found.group(2));
    double rest = Double.parseDouble(found.group(3));
    return hours * 3_600_000
        + minutes * 60_000
        + switch (found.group(4)) {
          case "ms" -> rest;
          case "s" -> rest * 1000;
          default -> rest * 60_000;
        };
  }

  void picture(String name) {
    page.addStyleTag(new Page.AddStyleTagOptions().setContent(STILL));
    for (boolean dark : ALL ? new boolean[] {false, true} : new boolean[] {false}) {
      page.evaluate("dark => { document.querySelector('sluice-app').dark = dark; }", dark);
      page.setViewportSize(1440, 900);
      look(name);
      for (int width : ALL ? new int[] {1440, 1024} : new int[] {1440}) {
        shoot(name, width, dark);
      }
    }
    page.evaluate("() => { document.querySelector('sluice-app').dark = false; }");
    page.setViewportSize(1440, 900);
  }

  private void shoot(String name, int width, boolean dark) {
    page.setViewportSize(width, 900);
    String file = name + "-" + width + (dark ? "-dark" : "-light") + ".png";
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(file))
            .setFullPage(page.locator("sl-dialog[open]").count() == 0)
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setStyle(".sl-toast-stack { display: none }"));
  }

  private void look(String name) {
    for (var rule :
        new AxeBuilder(page)
            .exclude(".sl-toast-stack")
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))
            .analyze()
            .getViolations()) {
      rule.getNodes()
          .forEach(node -> violations.add(name + " " + rule.getId() + ": " + node.getHtml()));
    }
  }

  /** Goes on by the Tab key until this has the focus, and it can be seen that it has. */
  void tabTo(String text) {
    for (int presses = 0; presses < 60; presses++) {
      page.keyboard().press("Tab");
      if (text.equals(page.evaluate(LINK_OR_BUTTON))) {
        org.assertj.core.api.Assertions.assertThat(page.evaluate(FOCUS_IS_SEEN)).isEqualTo(true);
        return;
      }
    }
    throw new AssertionError("the Tab key does not lead to " + text);
  }

  private static final String LINK_OR_BUTTON =
      """
      () => {
        const one = document.activeElement;
        return one.localName === 'sl-checkbox' ? '' : one.textContent.trim();
      }""";

  private static final String FOCUS_IS_SEEN =
      """
      () => {
        let one = document.activeElement;
        while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      }""";

  static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.FilterOptions exactly(String text) {
    return new Locator.FilterOptions().setHasText(Pattern.compile("^\\s*" + text + "\\s*$"));
  }
}
