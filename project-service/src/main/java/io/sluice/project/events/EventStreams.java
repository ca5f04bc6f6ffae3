package io.sluice.project.events;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.projections.Changes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends the event log to those who follow it, a thread of its own for each. A slow reader is slowed
 * by its own connection: nothing is queued for it, the rows are the queue.
 */
@Component
class EventStreams {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int MOST = 200;
  private static final int PAGE = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** A reader who comes back shows anew that he may; whose session was ended does not. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final EventQuery events;
  private final Changes changes;
  private final Semaphore places = new Semaphore(MOST);
  private volatile boolean closed;

  EventStreams(EventQuery events, Changes changes) {
    this.events = events;
    this.changes = changes;
  }

  /**
   * @throws SluiceException TOO_MANY when all places are taken
   */
  SseEmitter follow(StreamPosition from, Predicate<LoggedEvent> wanted) {
    if (!places.tryAcquire()) {
      throw new SluiceException(ErrorCode.TOO_MANY, MOST + " readers follow the stream already");
    }
    var emitter = new SseEmitter(0L);
    Thread.ofVirtual().name("sluice-events").start(() -> send(emitter, from, wanted));
    return emitter;
  }

  private void send(SseEmitter emitter, StreamPosition from, Predicate<LoggedEvent> wanted) {
    try {
      var position = from;
      long end = System.nanoTime() + LONGEST.toNanos();
      // Sent at once, so that the reader knows it is connected and from where.
      emitter.send(SseEmitter.event().comment("connected").id(position.toString()));
      while (!closed && System.nanoTime() < end) {
        long seen = changes.count();
        var page = events.after(position, PAGE);
        for (var event : page) {
          position = position.after(event.partition(), event.offset());
          if (wanted.test(event)) {
            emitter.send(
                SseEmitter.event()
                    .id(position.toString())
                    .name(event.type())
                    .data(Json.LENIENT.writeValueAsString(event), MediaType.TEXT_PLAIN));
          }
        }
        if (page.isEmpty()) {
          changes.await(seen, HEARTBEAT);
          if (changes.count() == seen) {
            emitter.send(SseEmitter.event().comment("still here"));
          }
        }
      }
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      // The reader is gone; there is nobody to tell.
      LOG.debug("A reader of the event stream left", e);
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (RuntimeException e) {
      LOG.warn("An event stream broke off; its reader can go on from its last id", e);
      emitter.complete();
    } finally {
      places.release();
    }
  }

  /** Ends all streams at once, so that the web server need not wait for them. */
  @EventListener
  void onClose(ContextClosedEvent event) {
    closed = true;
    changes.wake();
  }
}
