package io.sluice.project.live;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.project.alerts.AlertQuery;
import io.sluice.project.alerts.AlertView;
import io.sluice.project.lifecycle.ProjectStatus;
import java.util.List;
import java.util.Map;

/**
 * All at a glance.
 *
 * @param projects how many there are by status
 * @param conditions how many alerts of each condition are not resolved
 * @param open how many alerts of each severity nobody looks after yet
 * @param first what to look at first: the worst that nobody looks after, the oldest of them first
 */
record Overview(
    Map<ProjectStatus, Long> projects,
    Map<AlertCondition, Long> conditions,
    Map<AlertSeverity, Long> open,
    List<AlertView> first) {
  static Overview of(Map<ProjectStatus, Long> projects, AlertQuery alerts) {
    return new Overview(projects, alerts.conditions(), alerts.open(), alerts.first());
  }
}
