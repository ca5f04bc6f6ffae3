package io.sluice.project.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.MessageTypes;
import io.sluice.contract.ProjectCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The reviewed answers to every command in every state. After a change of a rule run this with
 * {@code -Dsluice.golden=write} and review what differs.
 */
class LifecycleTableTest {
  private static final Path TABLE = Path.of("src/test/resources/project-lifecycle.txt");
  private static final Path DOCS = Path.of("../deploy/docs/lifecycles.md");
  private static final String BEGIN = "<!-- generated: project lifecycle -->\n";
  private static final String END = "<!-- end: project lifecycle -->\n";

  @Test
  void everyAnswerIsTheReviewedOne() throws IOException {
    if (writing()) {
      Files.writeString(TABLE, table());
    }
    assertThat(table()).isEqualTo(Files.readString(TABLE));
  }

  @Test
  void theDocumentedTableIsTheOneTheCodeGives() throws IOException {
    String document = Files.readString(DOCS);
    String head = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
    String tail = document.substring(document.indexOf(END));
    if (writing()) {
      Files.writeString(DOCS, head + markdown() + tail);
    }
    assertThat(Files.readString(DOCS)).isEqualTo(head + markdown() + tail);
  }

  @Test
  void everyCommandAndEveryStateIsInTheTable() {
    assertThat(typesOf(LifecycleTable.commands().values()))
        .containsExactlyInAnyOrder(ProjectCommand.class.getPermittedSubclasses());
    assertThat(typesOf(LifecycleTable.states().values()))
        .containsExactlyInAnyOrderElementsOf(recordsOf(ProjectState.class));
  }

  /**
   * What the flow reports is no command of an operator, and a project that exists is not created.
   */
  @Test
  void everyCommandOfAnOperatorIsOfferedInSomeState() {
    var offered = new HashSet<String>();
    for (ProjectState state : LifecycleTable.states().values()) {
      if (state instanceof ProjectState.Existing is) {
        offered.addAll(ProjectActions.of(LifecycleTable.PROJECT, is, LifecycleTable.NOW));
      }
    }
    var wanted = new HashSet<String>();
    for (Class<?> command : ProjectCommand.class.getPermittedSubclasses()) {
      if (!command.getSimpleName().startsWith("Record") && command != ProjectCommand.Create.class) {
        String[] name = MessageTypes.nameOf(command).split("\\.", -1);
        wanted.add(name[name.length - 2]);
      }
    }
    assertThat(offered).isEqualTo(wanted);
  }

  @Test
  void theActionsOfAProjectAreWhatItAllowsNow() {
    assertThat(actions("NOT_STARTED"))
        .containsExactly("precheck", "modify-objects", "delete", "change-alerts", "change");
    assertThat(actions("NOT_STARTED, precheck passed"))
        .containsExactly(
            "precheck", "start", "modify-objects", "delete", "change-alerts", "change");
    assertThat(actions("RUNNING, monitoring"))
        .containsExactly(
            "pause",
            "complete",
            "modify-objects",
            "suspend-tables",
            "resynchronize",
            "change-options",
            "verify",
            "change-alerts",
            "change");
    assertThat(actions("RUNNING, verifying"))
        .contains("pause-verification", "cancel-verification")
        .doesNotContain("verify", "resume-verification");
    assertThat(actions("RUNNING, verification failed"))
        .contains("resume-verification", "cancel-verification")
        .doesNotContain("verify");
    assertThat(actions("RUNNING, b suspended")).contains("resume-tables");
    assertThat(actions("MODIFYING"))
        .containsExactly(
            "pause", "cancel-modification", "resynchronize", "verify", "change-alerts", "change");
    assertThat(actions("MODIFYING, failed"))
        .containsExactly(
            "pause",
            "resume",
            "cancel-modification",
            "resynchronize",
            "verify",
            "change-alerts",
            "change");
    assertThat(actions("PAUSED, full"))
        .containsExactly(
            "resume",
            "modify-objects",
            "suspend-tables",
            "resynchronize",
            "change-options",
            "release",
            "change-alerts",
            "change");
    assertThat(actions("PAUSED, log expired"))
        .containsExactly(
            "modify-objects",
            "suspend-tables",
            "resynchronize",
            "change-options",
            "release",
            "change-alerts",
            "change");
    assertThat(actions("RELEASED")).containsExactly("delete", "change");
  }

  private static List<String> actions(String state) {
    var is = (ProjectState.Existing) Objects.requireNonNull(LifecycleTable.states().get(state));
    return ProjectActions.of(LifecycleTable.PROJECT, is, LifecycleTable.NOW);
  }

  private static boolean writing() {
    return "write".equals(System.getProperty("sluice.golden"));
  }

  private static String table() {
    var text = new StringBuilder();
    for (Map.Entry<String, ProjectCommand> command : LifecycleTable.commands().entrySet()) {
      text.append(command.getKey()).append('\n');
      for (Map.Entry<String, ProjectState> state : LifecycleTable.states().entrySet()) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-30s %s%n",
                state.getKey(),
                LifecycleTable.answer(state.getValue(), command.getValue())));
      }
    }
    return text.toString();
  }

  private static String markdown() {
    var text = new StringBuilder("\n| asked for | in | answer |\n|---|---|---|\n");
    for (Map.Entry<String, ProjectCommand> command : LifecycleTable.commands().entrySet()) {
      for (Map.Entry<String, ProjectState> state : LifecycleTable.states().entrySet()) {
        String answer = LifecycleTable.answer(state.getValue(), command.getValue());
        if (!answer.startsWith("refused: NOT_ALLOWED_NOW")
            && !answer.startsWith("refused: UNKNOWN_ID")) {
          text.append("| ")
              .append(String.join(" | ", List.of(command.getKey(), state.getKey(), answer)))
              .append(" |\n");
        }
      }
    }
    return text.append('\n').toString();
  }

  private static Set<Class<?>> typesOf(Iterable<?> examples) {
    var types = new HashSet<Class<?>>();
    examples.forEach(example -> types.add(example.getClass()));
    return types;
  }

  private static Set<Class<?>> recordsOf(Class<?> sealed) {
    var records = new HashSet<Class<?>>();
    for (Class<?> type : sealed.getPermittedSubclasses()) {
      records.addAll(type.isSealed() ? recordsOf(type) : Set.of(type));
    }
    return records;
  }
}
