package io.sluice.project.alerts;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.alerts.rules.AlertSettings;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the installation has chosen for alerts. */
@Component
class AlertSettingsStore {
  private final JdbcClient jdbc;
  private final InstantSource clock;

  AlertSettingsStore(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  AlertSettings get() {
    return jdbc.sql("select settings from alert_settings")
        .query(String.class)
        .optional()
        .map(json -> Json.LENIENT.readValue(json, AlertSettings.class))
        .orElse(AlertSettings.USUAL);
  }

  /**
   * @throws SluiceException INVALID_INPUT
   */
  AlertSettings set(AlertSettings wanted, String by) {
    wanted
        .fault()
        .ifPresent(
            fault -> {
              throw new SluiceException(ErrorCode.INVALID_INPUT, "the field " + fault);
            });
    jdbc.sql(
            """
            insert into alert_settings (settings, changed_by, changed_at)
            values (:settings::json, :by, :at)
            on conflict (only_one) do update
              set settings = excluded.settings, changed_by = excluded.changed_by,
                changed_at = excluded.changed_at""")
        .param("settings", Json.LENIENT.writeValueAsString(wanted))
        .param("by", by)
        .param("at", clock.instant().atOffset(UTC))
        .update();
    return get();
  }
}
