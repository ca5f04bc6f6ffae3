package io.sluice.project.projects;

import io.sluice.project.lifecycle.ProjectStatus;
import java.util.Map;

/**
 * How many projects there are.
 *
 * @param statuses in each status that one of them is in
 * @param tags with each tag, the one most often used first
 */
public record ProjectCounts(
    long total, Map<ProjectStatus, Long> statuses, Map<String, Long> tags) {}
