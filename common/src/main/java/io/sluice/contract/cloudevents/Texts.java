package io.sluice.contract.cloudevents;

import org.jspecify.annotations.Nullable;

/** Text from outside, made fit to be shown. */
final class Texts {
  private static final int LONGEST = 120;

  private Texts() {}

  /** Without control characters, cut to a length that fits a line. */
  static String plain(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  /** The text, or the other when it is null or blank. */
  static @Nullable String orElse(@Nullable String text, @Nullable String other) {
    return text == null || text.isBlank() ? other : text;
  }
}
