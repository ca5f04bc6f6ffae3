package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param page from 0
 * @param total how many there are on all pages
 */
public record Page<T>(List<T> items, int page, int size, long total) {
  private static final int LARGEST = 200;

  /**
   * @throws SluiceException INVALID_INPUT when there can be no such page
   */
  public static void check(int page, int size) {
    if (page < 0 || page > 1_000_000) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "the parameter 'page' must be 0 or more");
    }
    if (size < 1 || size > LARGEST) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the parameter 'size' must be between 1 and " + LARGEST);
    }
  }

  /** A pattern for {@code ilike} that finds the word anywhere; no word finds all. */
  public static String like(@Nullable String keyword) {
    String word = keyword == null ? "" : keyword.strip();
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }
}
