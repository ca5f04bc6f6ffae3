package io.sluice.project.projects;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.ProjectStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which projects are meant, and in which order they are listed.
 *
 * @param keyword part of a name or id
 * @param tag those that have all of these tags
 * @param status those in one of these statuses
 * @param sort a field, with a minus before it for the other direction
 */
public record ProjectFilter(
    @Nullable String keyword,
    @Nullable List<String> tag,
    @Nullable List<ProjectStatus> status,
    @Nullable String type,
    @Nullable String sort) {
  private static final String NEWEST_FIRST = "-createdAt";

  private static final Map<String, String> COLUMNS =
      Map.of(
          "name", "lower(p.name)",
          "id", "p.id",
          "status", "p.status",
          "type", "p.type",
          "latency", "latency",
          "createdAt", "p.created_at",
          "updatedAt", "p.updated_at");

  public ProjectFilter {
    // A parameter that is there and empty is none.
    tag = tag == null ? null : tag.stream().filter(Objects::nonNull).toList();
    status = status == null ? null : status.stream().filter(Objects::nonNull).toList();
    if (sort != null && !COLUMNS.containsKey(field(sort))) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the parameter 'sort' must be one of "
              + String.join(", ", COLUMNS.keySet().stream().sorted().toList())
              + ", with a minus before it to turn it round");
    }
  }

  /** Made of fixed words only. Those that have no latency come last either way. */
  String order() {
    String by = Objects.requireNonNullElse(sort, NEWEST_FIRST);
    return COLUMNS.get(field(by)) + (by.startsWith("-") ? " desc" : "") + " nulls last, p.id";
  }

  String like() {
    return Page.like(keyword);
  }

  String[] tags() {
    return tag == null ? new String[0] : tag.toArray(String[]::new);
  }

  String[] statuses() {
    return status == null
        ? new String[0]
        : status.stream().map(ProjectStatus::name).toArray(String[]::new);
  }

  /** The same, whatever the status. */
  ProjectFilter inAnyStatus() {
    return new ProjectFilter(keyword, tag, null, type, sort);
  }

  private static String field(String sort) {
    return sort.startsWith("-") ? sort.substring(1) : sort;
  }
}
