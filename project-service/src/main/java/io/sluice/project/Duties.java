package io.sluice.project;

import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What only one instance of this service does at a time. */
@Component
public class Duties {
  /** What there is to do. */
  public enum Duty {
    ALERTS("alerts"),
    ALERT_EVENTS("alert-events"),
    FIGURES("figures");

    private final String row;

    Duty(String row) {
      this.row = row;
    }
  }

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  Duties(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * Does the work in one transaction, unless another instance is at it.
   *
   * @return what the work gives; what is otherwise, when another is at it
   */
  public <T> T perform(Duty duty, Supplier<T> work, T otherwise) {
    return transaction.execute(
        _ -> {
          boolean mine =
              jdbc.sql("select true from duty where name = ? for update skip locked")
                  .param(duty.row)
                  .query(Boolean.class)
                  .optional()
                  .orElse(false);
          return mine ? work.get() : otherwise;
        });
  }

  /** Waits for whoever is at it, and then does the work in one transaction. */
  public <T> T after(Duty duty, Supplier<T> work) {
    return transaction.execute(
        _ -> {
          jdbc.sql("select true from duty where name = ? for update")
              .param(duty.row)
              .query(Boolean.class)
              .single();
          return work.get();
        });
  }
}
