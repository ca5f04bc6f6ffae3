package io.sluice.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import org.junit.jupiter.api.Test;

class SourceIdentityTest {
  private static final SourceIdentity KNOWN = new SourceIdentity(7, 2);
  private static final String HISTORY =
      "1\t0/1000\tno recovery target specified\n\n2\t0/3000\tno recovery target specified\n";

  @Test
  void theSameServerIsFollowed() {
    verify(0x2000, new SourceIdentity(7, 2), 0x2000, "");
  }

  @Test
  void aPromotedStandbyThatHadEverythingIsFollowed() {
    verify(0x3000, new SourceIdentity(7, 3), 0x9000, HISTORY);
  }

  @Test
  void aPromotedStandbyThatLaggedIsRefused() {
    assertThat(refused(0x3001, new SourceIdentity(7, 3), 0x9000, HISTORY))
        .isEqualTo(ErrorCode.SOURCE_FORKED);
  }

  @Test
  void aTimelineThatNeverWasOnOursIsRefused() {
    assertThat(refused(0x2000, new SourceIdentity(7, 3), 0x9000, "1\t0/1000\treason\n"))
        .isEqualTo(ErrorCode.SOURCE_FORKED);
    assertThat(refused(0x2000, new SourceIdentity(7, 1), 0x9000, ""))
        .isEqualTo(ErrorCode.SOURCE_FORKED);
  }

  @Test
  void aServerThatIsNotYetWhereTheLogWasReadIsRefused() {
    assertThat(refused(0x2001, new SourceIdentity(7, 2), 0x2000, ""))
        .isEqualTo(ErrorCode.SOURCE_FORKED);
  }

  @Test
  void anotherSystemIsRefused() {
    assertThat(refused(0x2000, new SourceIdentity(8, 2), 0x9000, ""))
        .isEqualTo(ErrorCode.SOURCE_REPLACED);
  }

  private static void verify(long position, SourceIdentity now, long end, String history) {
    assertThatCode(
            () ->
                SourceIdentity.verify(
                    KNOWN, position, new SourceIdentity.Server(now, end), history))
        .doesNotThrowAnyException();
  }

  private static ErrorCode refused(long position, SourceIdentity now, long end, String history) {
    return catchThrowableOfType(
            SluiceException.class,
            () ->
                SourceIdentity.verify(
                    KNOWN, position, new SourceIdentity.Server(now, end), history))
        .failure()
        .code();
  }
}
