package io.sluice.project.datasources;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** One writer of data sources at a time, of all instances of this service. */
@Component
class WriteLock {
  /** Any number that no other lock has. */
  private static final long NUMBER = 4_118_350_001L;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  WriteLock(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  void holding(Runnable write) {
    transaction.executeWithoutResult(
        _ -> {
          jdbc.sql("select pg_advisory_xact_lock(?)").param(NUMBER).query((_, _) -> 0).single();
          write.run();
        });
  }
}
