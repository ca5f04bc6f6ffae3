package io.sluice.project.projects;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.ProjectStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which projects to list, and in which order.
 *
 * @param keyword part of a name or id
 * @param sort a field, with a minus before it for the other direction
 */
public record ProjectFilter(
    @Nullable String keyword,
    @Nullable String tag,
    @Nullable ProjectStatus status,
    @Nullable String type,
    String sort,
    int page,
    int size) {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "name", "lower(name)",
          "id", "id",
          "status", "status",
          "type", "type",
          "createdAt", "created_at",
          "updatedAt", "updated_at");

  public ProjectFilter {
    Page.check(page, size);
    if (!COLUMNS.containsKey(field(sort))) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the parameter 'sort' must be one of "
              + String.join(", ", COLUMNS.keySet().stream().sorted().toList())
              + ", with a minus before it to turn it round");
    }
  }

  /** Made of fixed words only. */
  String order() {
    return COLUMNS.get(field(sort)) + (sort.startsWith("-") ? " desc" : "") + ", id";
  }

  private static String field(String sort) {
    return sort.startsWith("-") ? sort.substring(1) : sort;
  }
}
