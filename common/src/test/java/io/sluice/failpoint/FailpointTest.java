package io.sluice.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailpointTest {
  /** A process that passes the same instant three times. */
  static final class Passing {
    public static void main(String[] words) {
      for (int i = 1; i <= 3; i++) {
        Failpoint.reached("here");
        Failpoint.reached("numbered", i);
      }
    }
  }

  @Test
  void nothingHappensUnlessAsked() throws Exception {
    assertThat(exit("")).isZero();
    assertThat(exit("elsewhere")).isZero();
    assertThat(exit("her")).isZero();
  }

  @Test
  void aProcessDiesAtTheInstantThatWasAskedFor() throws Exception {
    assertThat(exit("here")).isEqualTo(137);
    assertThat(exit("here:3")).isEqualTo(137);
    assertThat(exit("here:4")).isZero();
    assertThat(exit("numbered.2")).isEqualTo(137);
    assertThat(exit("numbered.4")).isZero();
  }

  private static int exit(String asked) throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Passing.class.getName());
    builder.environment().remove("SLUICE_FAILPOINT");
    if (!asked.isEmpty()) {
      builder.environment().put("SLUICE_FAILPOINT", asked);
    }
    return builder.start().waitFor();
  }
}
