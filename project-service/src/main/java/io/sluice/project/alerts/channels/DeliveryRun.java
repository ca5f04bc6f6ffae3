package io.sluice.project.alerts.channels;

import io.sluice.contract.SluiceException;
import io.sluice.project.alerts.rules.AlertLifecycle.Telling;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Sends what is due, a thread of its own for each channel that has something: one that hangs holds
 * up no other.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class DeliveryRun {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

  private final Channels channels;
  private final Deliveries deliveries;
  private final WebhookCall webhooks;
  private final MailCall mails;
  private final AlertChannelSettings settings;
  private final InstantSource clock;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  DeliveryRun(
      Channels channels,
      Deliveries deliveries,
      WebhookCall webhooks,
      MailCall mails,
      AlertChannelSettings settings,
      InstantSource clock) {
    this.channels = channels;
    this.deliveries = deliveries;
    this.webhooks = webhooks;
    this.mails = mails;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${sluice.alerts.interval:PT2S}")
  void run() {
    try {
      for (var channel : channels.all()) {
        if (channel.settings().isEnabled() && busy.add(channel.id())) {
          Thread.ofVirtual().name("sluice-channel").start(() -> serve(channel));
        }
      }
    } catch (DataAccessException | SluiceException e) {
      LOG.info("Channels wait: {}", e.getMessage());
    }
  }

  private void serve(Channels.Channel channel) {
    try {
      boolean more = true;
      while (more) {
        var batch = deliveries.take(channel.id());
        more = batch.isPresent() && deliver(channel, batch.get());
      }
    } catch (DataAccessException | TransactionException | SluiceException e) {
      LOG.info("Channel {} waits: {}", channel.settings().name(), e.getMessage());
    } finally {
      busy.remove(channel.id());
    }
  }

  /** False when it has failed: what comes after it would fail too. */
  private boolean deliver(Channels.Channel channel, Deliveries.Batch batch) {
    try {
      send(channel.settings(), batch.message(), batch.tellings());
      deliveries.sent(batch);
      return true;
    } catch (DeliveryException | SluiceException e) {
      String why = String.valueOf(e.getMessage());
      LOG.info("Channel {} was not told: {}", channel.settings().name(), why);
      deliveries.failed(batch, why);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Sends at once.
   *
   * @throws DeliveryException with what is wrong, in words
   */
  void send(ChannelSettings channel, String id, List<Telling> tellings)
      throws InterruptedException {
    Message message = Message.of(id, clock.instant(), tellings, console());
    var webhook = channel.webhook();
    var email = channel.email();
    if (webhook != null) {
      webhooks.send(webhook, message);
    }
    if (email != null) {
      mails.send(email, message);
    }
  }

  private @Nullable String console() {
    String url = settings.consoleUrl();
    return url.isBlank() ? null : url.replaceAll("/+$", "");
  }

  @Scheduled(fixedDelayString = "PT6H", initialDelayString = "PT11M")
  void forget() {
    try {
      deliveries.forget();
    } catch (DataAccessException e) {
      LOG.info("Old deliveries wait: {}", e.getMessage());
    }
  }
}
