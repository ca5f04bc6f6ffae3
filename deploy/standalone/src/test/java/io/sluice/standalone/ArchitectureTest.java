package io.sluice.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house. A failure says what to do instead. */
class ArchitectureTest {
  /**
   * Who may import whom: a room, and the rooms it may know. A room that is not named here has no
   * entry to the house.
   */
  private static final String ROOMS =
      """
      contract              ->
      contract.cloudevents  -> contract
      change                ->
      failpoint             ->
      lifecycle             -> contract
      chunk                 -> change contract
      storelog              -> change contract
      datasource            -> contract contract.cloudevents
      postgres              -> change chunk contract datasource
      component             -> contract contract.cloudevents lifecycle storelog datasource failpoint
      store                 -> contract component change storelog datasource postgres failpoint
      connector             -> contract component change chunk storelog datasource postgres failpoint
      writer                -> contract component change chunk storelog datasource postgres failpoint
      project               -> contract contract.cloudevents lifecycle component storelog datasource postgres failpoint
      embedded              ->
      standalone            -> contract datasource embedded store connector writer project
      """;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // common's tests come in a jar of their own, which the rule above does not know as such.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sluice");

  @TestFactory
  Stream<DynamicTest> everyRoomKnowsOnlyTheRoomsItMay() {
    Map<String, String[]> rooms = new LinkedHashMap<>();
    ROOMS
        .lines()
        .map(line -> line.split("->", -1))
        .forEach(
            parts ->
                rooms.put(
                    parts[0].trim(),
                    parts[1].isBlank() ? new String[0] : parts[1].trim().split(" +")));
    return rooms.entrySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey() + " knows only " + Arrays.toString(room.getValue()),
                    () ->
                        classes()
                            .that(inRoom(room.getKey()))
                            .should()
                            .onlyDependOnClassesThat(
                                inRoom(room.getKey())
                                    .or(
                                        Arrays.stream(room.getValue())
                                            .map(ArchitectureTest::inRoom)
                                            .reduce(
                                                DescribedPredicate.alwaysFalse(),
                                                (one, other) -> one.or(other)))
                                    .or(DescribedPredicate.not(resideInAPackage("io.sluice.."))))
                            .because(
                                "services meet only in common and on Kafka; change the table above only with an ADR")
                            .check(CLASSES)));
  }

  private static DescribedPredicate<JavaClass> inRoom(String room) {
    var whole = "io.sluice." + room;
    if (room.equals("contract")) {
      return resideInAPackage(whole);
    }
    return resideInAPackage(whole + "..");
  }

  @Test
  void pureRoomsKnowNothingButTheJdk() {
    classes()
        .that()
        .resideInAnyPackage(
            "io.sluice.contract",
            "io.sluice.change..",
            "io.sluice.chunk..",
            "io.sluice.lifecycle..")
        .or()
        .haveSimpleNameContaining("ProjectLifecycle")
        .or()
        .haveSimpleName("Flow")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.sluice..", "org.jspecify.annotations.."))
        .because(
            "logic is tested without Spring, Kafka and JDBC; let the caller bring what it needs as a record")
        .check(CLASSES);
  }

  @Test
  void pureRoomsHaveNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage("io.sluice.contract", "io.sluice.change..", "io.sluice.lifecycle..")
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
