package io.sluice.compare;

import static io.sluice.compare.Suspect.Verdict.DIFFERS;
import static io.sluice.compare.Suspect.Verdict.EQUAL;
import static io.sluice.compare.Suspect.Verdict.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.compare.Suspect.Rules;
import io.sluice.contract.TableComparison.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspectTest {
  private static final Rules RULES = new Rules(true, false);
  private static final Set<Long> NOBODY = Set.of();
  private static final Row ONE = new Row("1", "a");
  private static final Row TWO = new Row("2", "b");
  private static final Row THREE = new Row("3", "c");

  @Test
  void aRowThatArrivesMeanwhileIsEqual() {
    var suspect = new Suspect(RULES, ONE);
    assertThat(suspect.look(new Row("1", "x"), NOBODY, TWO, 0)).isEqualTo(EQUAL);
  }

  @Test
  void aRowOfWhichTheDestinationHasALaterStateIsEqual() {
    var suspect = new Suspect(RULES, ONE);
    suspect.sawSource(TWO);
    assertThat(suspect.look(new Row("2", "x"), NOBODY, THREE, 0)).isEqualTo(EQUAL);
  }

  @Test
  void whatTheDestinationHadBeforeItPassedTheLookIsNoExcuse() {
    var suspect = new Suspect(RULES, ONE);
    Row other = new Row("9", "x");
    assertThat(suspect.look(other, NOBODY, TWO, 0)).isEqualTo(OPEN);
    // It has the first look's row, but has passed the second.
    assertThat(suspect.look(new Row("1", "y"), NOBODY, TWO, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(new Row("1", "y"), NOBODY, TWO, 0)).isEqualTo(DIFFERS);
    assertThat(suspect.kind()).isEqualTo(Kind.DIFFERENT);
  }

  @Test
  void aRowThatIsMissingIsToldOnceTheSourcesStaysUntouched() {
    var suspect = new Suspect(RULES, ONE);
    assertThat(suspect.look(Row.ABSENT, NOBODY, TWO, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(Row.ABSENT, NOBODY, TWO, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(Row.ABSENT, NOBODY, TWO, 0)).isEqualTo(DIFFERS);
    assertThat(suspect.kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void aRowThatIsTooManyIsToldOnceTheDestinationsStaysUntouched() {
    var suspect = new Suspect(RULES, Row.ABSENT);
    assertThat(suspect.look(ONE, NOBODY, Row.ABSENT, 0)).isEqualTo(OPEN);
    // Another row of that key: it came and went and came.
    assertThat(suspect.look(new Row("1", "b"), NOBODY, Row.ABSENT, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(new Row("1", "b"), NOBODY, Row.ABSENT, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(new Row("1", "b"), NOBODY, Row.ABSENT, 0)).isEqualTo(DIFFERS);
    assertThat(suspect.kind()).isEqualTo(Kind.EXTRA);
  }

  @Test
  void aRowThatIsInTheLogBeforeOthersSeeItAtTheSourceIsNotTooMany() {
    var synchronous = new Suspect(new Rules(true, true), Row.ABSENT);
    long hour = 3_600_000_000_000L;
    for (int look = 0; look < 10; look++) {
      assertThat(synchronous.look(ONE, Set.of(7L), Row.ABSENT, look * hour)).isEqualTo(OPEN);
    }
    // The standby has answered; it has gone again since, which the destination does not have yet.
    assertThat(synchronous.look(ONE, NOBODY, Row.ABSENT, 10 * hour)).isEqualTo(OPEN);
    assertThat(synchronous.look(Row.ABSENT, NOBODY, Row.ABSENT, 11 * hour)).isEqualTo(EQUAL);
  }

  @Test
  void whoGoesOnWritingForHoursDoesNotHoldAVerdictUpWhereCommitsWaitForNobody() {
    var suspect = new Suspect(RULES, ONE);
    assertThat(suspect.look(TWO, Set.of(7L), ONE, 0)).isEqualTo(OPEN);
    assertThat(suspect.look(TWO, Set.of(7L, 8L), ONE, 1)).isEqualTo(OPEN);
    assertThat(suspect.look(TWO, Set.of(7L), ONE, 6_000_000_000L)).isEqualTo(OPEN);
    assertThat(suspect.look(TWO, Set.of(7L), ONE, 6_000_000_001L)).isEqualTo(DIFFERS);
  }

  @Test
  void rowsWithoutAKeyHaveToStayAsTheyAreOnBothSides() {
    var suspect = new Suspect(new Rules(false, false), new Row("3", "3"));
    assertThat(suspect.look(new Row("1", "1"), NOBODY, new Row("3", "3"), 0)).isEqualTo(OPEN);
    assertThat(suspect.look(new Row("1", "1"), NOBODY, new Row("3", "3"), 0)).isEqualTo(OPEN);
    assertThat(suspect.look(new Row("1", "1"), NOBODY, new Row("3", "3"), 0)).isEqualTo(DIFFERS);
    assertThat(suspect.kind()).isEqualTo(Kind.MISSING);
    assertThat(suspect.count()).isEqualTo(2);
  }
}
