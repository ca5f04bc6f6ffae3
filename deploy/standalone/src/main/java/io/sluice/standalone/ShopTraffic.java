package io.sluice.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Customers of the demo's shop: some fifty small transactions a second. */
final class ShopTraffic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShopTraffic.class);
  private static final String[] TRANSACTION = {
    """
    insert into shop.orders (customer_id, total, note)
      select 1 + (random() * 4999)::int, (random() * 500)::numeric(12,2), repeat(md5(random()::text), 3)
      from generate_series(1, 3)
    """,
    """
    update shop.orders set state = case state when 'new' then 'paid' else 'shipped' end
      where id = (select max(id) - (random() * 5000)::int from shop.orders)
    """,
    """
    delete from shop.orders where id = (select min(id) from shop.orders) and random() < 0.5
    """,
    """
    update shop.customers set name = 'Customer ' || id || ' (' || (random() * 100)::int || ')'
      where id = 1 + (random() * 4999)::int
    """
  };

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("shop-traffic").factory());
  private final AtomicLong transactions = new AtomicLong();
  private final String url;
  private @Nullable Connection connection;

  ShopTraffic(String url) {
    this.url = url;
  }

  void start() {
    var unused = thread.scheduleWithFixedDelay(this::transaction, 0, 20, TimeUnit.MILLISECONDS);
  }

  long transactions() {
    return transactions.get();
  }

  private void transaction() {
    try {
      if (connection == null || !connection.isValid(1)) {
        connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
      }
      try (var statement = connection.createStatement()) {
        for (String sql : TRANSACTION) {
          statement.execute(sql);
        }
      }
      connection.commit();
      transactions.incrementAndGet();
    } catch (SQLException e) {
      LOG.warn("the demo could not write to its source: {}", e.getMessage());
      connection = null;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the demo's writer did not stop in time");
      }
      if (connection != null) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("the demo's connection did not close: {}", e.getMessage());
    }
  }
}
