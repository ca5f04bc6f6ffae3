package io.sluice.project.projects;

import io.sluice.project.lifecycle.ProjectStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project in a list.
 *
 * @param latencyMillis of its incremental step; left out before that
 * @param actions what is allowed now
 */
public record ProjectItem(
    String id,
    String name,
    String type,
    ProjectStatus status,
    List<StepView> steps,
    @Nullable Long latencyMillis,
    List<String> tags,
    List<String> actions,
    Instant createdAt,
    Instant updatedAt) {}
