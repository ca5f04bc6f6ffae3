package io.sluice.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the house. A failure says what to do instead. */
class ArchitectureTest {
  /**
   * Who may import whom: every room of the house, and the rooms it may know. A room that is not
   * named here has no entry. A star marks a pure one: it knows the JDK and pure rooms only. Change
   * it with an ADR.
   */
  private static final String ROOMS =
      """
      aggregate                     -> cluster contract contract.cloudevents failpoint lifecycle
      bench                         -> embedded standalone
      change*                       ->
      chunk*                        -> change contract
      cluster                       -> contract datasource
      compare                       -> contract postgres
      component                     -> aggregate change cluster contract contract.cloudevents failpoint lifecycle storelog
      connector                     -> cluster component connector.format connector.full connector.incremental connector.position connector.postgres connector.verify contract datasource failpoint management postgres storelog
      connector.format              -> change contract
      connector.full                -> change chunk component connector.format connector.position connector.postgres contract postgres storelog
      connector.incremental         -> change chunk component connector.format connector.position connector.postgres contract postgres storelog
      connector.position            -> chunk cluster contract
      connector.postgres            -> change chunk connector.format connector.position contract postgres postgres.text
      connector.verify              -> change chunk compare component connector.format connector.position connector.postgres contract postgres
      contract*                     ->
      contract.cloudevents          -> contract
      ctl                           ->
      datasource                    -> contract contract.cloudevents files
      embedded                      ->
      failpoint*                    ->
      faults                        -> datasource embedded standalone
      files                         ->
      lifecycle*                    -> contract
      management                    -> aggregate cluster
      postgres                      -> change chunk contract datasource postgres.text
      postgres.text*                -> change contract
      project                       -> cluster contract contract.cloudevents management
      project.access                ->
      project.alerts                -> cluster contract contract.cloudevents datasource project project.access project.alerts.channels project.alerts.rules project.components project.gateway project.projects
      project.alerts.channels       -> contract contract.cloudevents datasource project.access project.alerts.rules project.gateway
      project.alerts.rules*         -> contract lifecycle project.lifecycle
      project.audit                 -> project.access project.gateway
      project.batch                 -> contract project.access project.events project.gateway project.lifecycle project.projects
      project.components            -> change cluster component contract contract.cloudevents lifecycle project.access project.events project.gateway project.lifecycle project.projections project.reference storelog
      project.datasources           -> cluster contract contract.cloudevents datasource postgres project.access project.datasources.postgres project.gateway project.projections project.reference
      project.datasources.postgres  -> contract datasource postgres
      project.events                -> contract contract.cloudevents project.access project.projections
      project.figures               -> contract project project.components project.projects
      project.flow                  -> cluster contract failpoint project
      project.gateway               -> cluster contract contract.cloudevents project.events
      project.history               -> contract contract.cloudevents lifecycle project.events project.gateway project.lifecycle
      project.lifecycle*            -> contract lifecycle
      project.live                  -> contract contract.cloudevents project.alerts project.events project.figures project.lifecycle project.projects
      project.objects               -> contract contract.cloudevents datasource lifecycle postgres project project.datasources project.datasources.postgres project.gateway project.lifecycle project.precheck project.projects project.reference
      project.owner                 -> aggregate cluster contract lifecycle project.components project.lifecycle project.schedule
      project.precheck              -> cluster contract datasource postgres project project.precheck.checks project.precheck.postgres
      project.precheck.checks       -> contract
      project.precheck.postgres     -> contract datasource postgres postgres.text project.precheck.checks
      project.projections           -> cluster contract contract.cloudevents
      project.projects              -> contract contract.cloudevents lifecycle project.access project.components project.datasources project.events project.gateway project.lifecycle project.owner project.projections project.reference project.schedule
      project.reference             -> contract project.gateway
      project.schedule              -> contract
      project.security              -> contract project.access project.audit project.gateway project.users
      project.users                 -> contract files project.access project.audit
      project.verifications         -> contract contract.cloudevents project project.components project.gateway project.lifecycle project.objects project.projections project.projects project.reference project.schedule
      standalone                    -> connector datasource embedded files project project.users store writer
      store                         -> change cluster component contract datasource failpoint management postgres store.postgres store.postgres.slot storelog
      store.postgres                -> change contract datasource postgres store.postgres.slot
      store.postgres.slot           -> component contract postgres postgres.text
      storelog                      -> change cluster contract
      writer                        -> cluster component contract datasource management postgres storelog writer.apply writer.full writer.postgres writer.postgres.checkpoint writer.postgres.schema writer.verify
      writer.apply                  -> change chunk component contract datasource failpoint postgres storelog writer.plan writer.postgres writer.postgres.checkpoint writer.postgres.schema
      writer.full                   -> change chunk component contract failpoint postgres postgres.text storelog writer.plan writer.postgres writer.postgres.checkpoint writer.postgres.schema
      writer.plan*                  -> change contract postgres.text
      writer.postgres               -> change chunk component contract postgres postgres.text writer.plan writer.postgres.checkpoint
      writer.postgres.checkpoint    -> chunk contract postgres postgres.text storelog
      writer.postgres.compare       -> chunk compare contract contract.cloudevents postgres postgres.text writer.postgres.checkpoint writer.postgres.schema
      writer.postgres.schema        -> change chunk component contract postgres postgres.text writer.plan writer.postgres writer.postgres.checkpoint
      writer.verify                 -> chunk compare component contract postgres writer.postgres writer.postgres.checkpoint writer.postgres.compare
      """;

  /** Rooms with more types than fifteen, and how many they have: they may shrink, not grow. */
  private static final Map<String, Integer> LARGE =
      Map.of("contract", 33, "project.gateway", 16, "project.lifecycle", 16, "faults", 25);

  private static final int MOST_TYPES = 15;
  private static final int MOST_LINES = 350;

  private static final Pattern PROJECT_TYPE =
      Pattern.compile("\\bio\\.sluice\\.([a-z.]+)\\.[A-Z]\\w*");

  /** What only rooms named postgres may say. */
  private static final Pattern POSTGRES_OWN =
      Pattern.compile(
          "import (static )?org\\.postgresql|io\\.debezium\\.connector\\.postgresql"
              + "|\\bpg_[a-z_]+|\\bDataSource\\.Postgres\\b");

  /** The registry knows all kinds of data sources; projections are in Sluice's own database. */
  private static final Set<String> BEFORE_THE_FENCE =
      Set.of(
          "datasource",
          "project.datasources",
          "project.projections",
          "project.figures",
          "embedded",
          "standalone",
          "bench",
          "faults");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // common's tests come in a jar of their own, which the rule above does not know as such.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sluice");

  private record Room(String name, boolean pure, Set<String> mayKnow) {
    static Room parse(String line) {
      String[] parts = line.split("->", -1);
      String name = parts[0].trim();
      return new Room(
          name.replace("*", ""),
          name.endsWith("*"),
          parts[1].isBlank() ? Set.of() : Set.of(parts[1].trim().split(" +")));
    }
  }

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package io\\.sluice\\.([a-z.]+);");

  /** A source file of the product, and the room it stands in. */
  private record Source(Path file, String room, String code, long lines) {
    static Source read(Path file) {
      try {
        String text = Files.readString(file);
        String code = COMMENT.matcher(text).replaceAll("");
        var room = PACKAGE.matcher(code);
        return new Source(
            file, room.find() ? room.group(1) : "no package", code, text.lines().count());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isType() {
      return !file.endsWith("package-info.java");
    }
  }

  private static Map<String, Room> rooms() {
    return ROOMS.lines().map(Room::parse).collect(Collectors.toMap(Room::name, room -> room));
  }

  private static final List<Source> SOURCES = sources();

  private static List<Source> sources() {
    var sources = new ArrayList<Source>();
    try (var modules = Files.find(Path.of("../.."), 2, (path, _) -> isModule(path))) {
      for (Path module : modules.toList()) {
        try (var files = Files.walk(module.resolve("src/main/java"))) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Source::read)
              .forEach(sources::add);
        }
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isModule(Path path) {
    return Files.isDirectory(path.resolve("src/main/java"));
  }

  @Test
  void everyRoomIsNamedAndKnowsOnlyTheRoomsItMay() {
    var rooms = rooms();
    assertThat(SOURCES).hasSizeGreaterThan(200);
    var wrong = new TreeSet<String>();
    for (Source source : SOURCES) {
      Room room = rooms.get(source.room());
      if (room == null) {
        wrong.add(source.room() + " is not in the table of rooms");
        continue;
      }
      var types = PROJECT_TYPE.matcher(source.code());
      while (types.find()) {
        String other = types.group(1);
        if (!other.equals(room.name()) && !room.mayKnow().contains(other)) {
          wrong.add(source.file() + ": " + room.name() + " may not know " + other);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noRoomIsItsOwnNeighboursNeighbour() {
    var rooms = rooms();
    for (Room room : rooms.values()) {
      assertThat(reachable(rooms, room.name())).as(room.name()).doesNotContain(room.name());
    }
  }

  private static Set<String> reachable(Map<String, Room> rooms, String from) {
    var found = new HashSet<String>();
    var open = new ArrayDeque<>(known(rooms, from));
    while (!open.isEmpty()) {
      String next = open.poll();
      if (found.add(next)) {
        open.addAll(known(rooms, next));
      }
    }
    return found;
  }

  private static Set<String> known(Map<String, Room> rooms, String name) {
    Room room = rooms.get(name);
    return room == null ? Set.of() : room.mayKnow();
  }

  /** The next database is one more room beside each of these, not a branch in every other. */
  @Test
  void onlyPostgresRoomsKnowWhatIsPostgresqls() {
    var wrong = new TreeSet<String>();
    for (Source source : SOURCES) {
      if (!Set.of(source.room().split("\\.", -1)).contains("postgres")
          && !BEFORE_THE_FENCE.contains(source.room())) {
        var own = POSTGRES_OWN.matcher(source.code());
        if (own.find()) {
          wrong.add(source.file() + ": " + own.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noRoomAndNoFileIsTooLargeToBeReadAtOnce() {
    Map<String, Long> types =
        SOURCES.stream()
            .filter(Source::isType)
            .collect(Collectors.groupingBy(Source::room, Collectors.counting()));
    types.forEach(
        (room, count) ->
            assertThat(count).as(room).isLessThanOrEqualTo(LARGE.getOrDefault(room, MOST_TYPES)));
    for (Source source : SOURCES) {
      assertThat(source.lines()).as(source.file().toString()).isLessThanOrEqualTo(MOST_LINES);
    }
  }

  private static String[] pureRooms() {
    return rooms().values().stream()
        .filter(Room::pure)
        .map(room -> "io.sluice." + room.name())
        .toArray(String[]::new);
  }

  @Test
  void pureRoomsKnowNothingButTheJdkAndEachOther() {
    var allowed = new ArrayList<>(List.of(pureRooms()));
    allowed.addAll(List.of("java..", "org.jspecify.annotations.."));
    classes()
        .that()
        .resideInAnyPackage(pureRooms())
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .because(
            "logic is tested without Spring, Kafka and JDBC; let the caller bring what it needs as a"
                + " record")
        .check(CLASSES);
    classes()
        .that()
        .haveSimpleNameContaining("ProjectLifecycle")
        .or()
        .haveSimpleName("Flow")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.sluice..", "org.jspecify.annotations.."))
        .because("decisions are pure functions")
        .check(CLASSES);
  }

  @Test
  void pureRoomsHaveNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(pureRooms())
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .because("time and chance come in as facts")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Utils?|Helper|DTO|Dto|Mapper|Processor|Handler)")
        .because("such a name hides the idea; name the deed or the thing")
        .check(CLASSES);
  }

  @Test
  void nothingIsInjectedIntoFields() {
    noFields()
        .should()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .orShould()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
        .because("a constructor and a settings record say what a class needs")
        .check(CLASSES);
    noMethods()
        .should()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .because("a constructor says what a class needs")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasASignOnItsDoor() {
    classes()
        .that()
        .resideInAPackage("io.sluice..")
        .should(
            new com.tngtech.archunit.lang.ArchCondition<JavaClass>(
                "have a package-info with @NullMarked") {
              @Override
              public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                boolean marked =
                    type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                if (!marked) {
                  events.add(
                      com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                          type, type.getPackageName() + " has no package-info with @NullMarked"));
                }
              }
            })
        .check(CLASSES);
  }
}
