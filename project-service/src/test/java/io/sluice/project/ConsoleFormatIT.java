package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.sluice.contract.MessageTypes;
import io.sluice.fixture.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How the console's files are written. The formatter is Prettier, which runs in the browser that
 * the tests have anyway; {@code -Dsluice.format=write} has it write.
 */
class ConsoleFormatIT {
  private static final Path CONSOLE = Path.of("src/main/resources/static/console");
  private static final Pattern TEXT = Pattern.compile("\\bt\\(\\s*'([^']+)'");
  private static final boolean WRITE = "write".equals(System.getProperty("sluice.format"));

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("format");
    browser = new Browser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    service.close();
  }

  @Test
  void everyFileIsFormatted() throws IOException {
    Page page = service.open(browser, "/");
    var unformatted = new ArrayList<String>();
    for (Path file : files()) {
      String is = Files.readString(file);
      String shouldBe = formatted(page, file, is);
      if (!is.equals(shouldBe)) {
        unformatted.add(file.toString());
        if (WRITE) {
          Files.writeString(file, shouldBe);
        }
      }
    }
    assertThat(unformatted).as("run with -Dsluice.format=write").isEmpty();
  }

  @Test
  void noLineIsLongerThanItIsRead() throws IOException {
    for (Path file : files()) {
      assertThat(Files.readAllLines(file))
          .as(file.toString())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(140));
    }
  }

  @Test
  void noPageImportsAPage() throws IOException {
    for (Path file : files()) {
      if (file.toString().contains("/pages/")) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("from '(?:\\./|.*/pages/)");
      }
    }
  }

  @Test
  void everyMessageHasWords() {
    Page page = service.open(browser, "/");
    var types = MessageTypes.all().values().stream().sorted().toList();
    assertThat(
            page.evaluate(
                """
                async (types) => {
                  const { texts } = await import('/console/texts.js');
                  return types.filter((type) => {
                    const [, , kind, name] = type.split('.');
                    return !texts.event[kind]?.[name];
                  });
                }""",
                types))
        .isEqualTo(List.of());
  }

  @Test
  void everyTextThatIsShownIsThere() throws IOException {
    var names = new TreeSet<String>();
    for (Path file : files()) {
      var found = TEXT.matcher(Files.readString(file));
      while (found.find()) {
        names.add(found.group(1));
      }
    }
    Page page = service.open(browser, "/");
    assertThat(names).hasSizeGreaterThan(200);
    assertThat(
            page.evaluate(
                """
                async (names) => {
                  const { texts } = await import('/console/texts.js');
                  return names.filter((name) => typeof name.split('.').reduce((at, key) => at?.[key], texts) !== 'string');
                }""",
                List.copyOf(names)))
        .isEqualTo(List.of());
  }

  @Test
  void everyLanguageSaysTheSame() {
    Page page = service.open(browser, "/");
    assertThat(
            page.evaluate(
                """
                async () => {
                  const paths = (at, path = '') => typeof at === 'string'
                    ? [`${path} ${(at.match(/\\{\\d\\}/g) ?? []).sort().join('')}`]
                    : Object.entries(at).flatMap(([key, value]) => paths(value, `${path}.${key}`));
                  const of = async (name) => new Set(paths((await import(`/console/texts/${name}.js`)).texts));
                  const [en, zh] = [await of('en'), await of('zh')];
                  return [...en].filter((path) => !zh.has(path)).concat([...zh].filter((path) => !en.has(path)));
                }"""))
        .isEqualTo(List.of());
  }

  private static String formatted(Page page, Path file, String text) {
    String parser = file.toString().endsWith(".css") ? "css" : "babel";
    return (String)
        page.evaluate(
            """
            async ({ text, parser }) => {
              const at = '/webjars/prettier/%s/';
              const prettier = await import(at + 'standalone.mjs');
              const names = ['babel', 'estree', 'html', 'postcss'];
              const plugins = await Promise.all(names.map((name) => import(at + `plugins/${name}.mjs`)));
              return prettier.format(text, {
                parser, plugins, printWidth: 120, singleQuote: true, htmlWhitespaceSensitivity: 'ignore',
              });
            }"""
                .formatted(System.getProperty("prettier.version", "3.6.2")),
            Map.of("text", text, "parser", parser));
  }

  private static List<Path> files() throws IOException {
    try (var all = Files.walk(CONSOLE)) {
      return all.filter(file -> file.toString().matches(".*\\.(js|css)")).sorted().toList();
    }
  }
}
