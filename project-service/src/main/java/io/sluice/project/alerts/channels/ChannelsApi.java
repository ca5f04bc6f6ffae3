package io.sluice.project.alerts.channels;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.alerts.rules.AlertLifecycle.Notice;
import io.sluice.project.alerts.rules.AlertLifecycle.Telling;
import io.sluice.project.gateway.Ids;
import io.sluice.project.gateway.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Channels and deliveries over HTTP. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "alerts")
class ChannelsApi {
  private final Channels channels;
  private final Deliveries deliveries;
  private final DeliveryRun run;
  private final InstantSource clock;

  ChannelsApi(Channels channels, Deliveries deliveries, DeliveryRun run, InstantSource clock) {
    this.channels = channels;
    this.deliveries = deliveries;
    this.run = run;
    this.clock = clock;
  }

  /**
   * A channel as it is shown: secrets as stars.
   *
   * @param host of the webhook or the mail server
   */
  record Shown(
      String id,
      ChannelSettings settings,
      String host,
      String createdBy,
      Instant createdAt,
      Instant updatedAt) {}

  record All(List<Shown> items) {}

  /**
   * @param error why it was not told; null when it was
   */
  record Tested(boolean delivered, @Nullable String error) {}

  @GetMapping("/alert-channels")
  @Operation(summary = "List channels; their secrets are not shown")
  All list() {
    return new All(channels.all().stream().map(ChannelsApi::shown).toList());
  }

  @PostMapping("/alert-channels")
  @Operation(
      summary = "Make a channel",
      description =
          "One of `webhook` and `email`. A webhook gets a CloudEvent in JSON, or what its"
              + " `template` says; with a `secret` each call is signed as the Standard Webhooks"
              + " have it (`webhook-id`, `webhook-timestamp`, `webhook-signature`).")
  ResponseEntity<Shown> create(@RequestBody ChannelSettings body) {
    var made = shown(channels.add(body, Access.current().getName()));
    return Ids.made("/alert-channels/" + made.id(), made);
  }

  @GetMapping("/alert-channels/{id}")
  @Operation(summary = "One channel")
  Shown get(@PathVariable String id) {
    return shown(channels.get(id));
  }

  @PutMapping("/alert-channels/{id}")
  @Operation(
      summary = "Change a channel",
      description = "Secrets that are left out stay, as long as they go to the same server.")
  Shown change(@PathVariable String id, @RequestBody ChannelSettings body) {
    return shown(channels.change(id, body));
  }

  @DeleteMapping("/alert-channels/{id}")
  @Operation(summary = "Remove a channel and its deliveries")
  ResponseEntity<Void> remove(@PathVariable String id) {
    channels.remove(id);
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/alert-channels/{id}/test")
  @Operation(summary = "Send a test message now, and say what came of it")
  Tested test(@PathVariable String id) throws InterruptedException {
    var channel = channels.get(id);
    String by = Access.current().getName();
    var alert =
        new Alert(
            "a-test",
            AlertCondition.LATE,
            AlertSeverity.INFO,
            "test",
            null,
            null,
            List.of(),
            "This is a test of the channel " + channel.settings().name() + ", sent by " + by + ".",
            clock.instant());
    try {
      run.send(
          channel.settings(),
          "m-test-" + UUID.randomUUID(),
          List.of(new Telling(alert, Notice.RAISED)));
      return new Tested(true, null);
    } catch (DeliveryException | SluiceException e) {
      return new Tested(false, e.getMessage());
    }
  }

  @GetMapping("/alert-deliveries")
  @Operation(summary = "What channels were told, or are to be told, and what became of it")
  Page<Deliveries.Delivery> deliveries(
      @RequestParam(required = false) @Nullable String channel,
      @RequestParam(required = false) @Nullable String alert,
      @RequestParam(required = false) Deliveries.@Nullable Status status,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return deliveries.list(channel, alert, status, page, size);
  }

  private static Shown shown(Channels.Channel channel) {
    var webhook = channel.settings().webhook();
    var email = channel.settings().email();
    String host =
        webhook != null && webhook.url() != null
            ? WebhookCall.address(webhook.url()).getHost()
            : email == null ? "" : email.endpoint();
    return new Shown(
        channel.id(),
        channel.settings(),
        host,
        channel.createdBy(),
        channel.createdAt(),
        channel.updatedAt());
  }
}
