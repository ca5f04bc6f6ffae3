package io.sluice.project.events;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.access.AccessState;
import io.sluice.project.projections.Changes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events, a thread of its own for each who reads them. A slow reader is slowed by its
 * own connection: nothing is queued for it. All are messages of the standard kind, so that a
 * browser's {@code EventSource} has them as they come.
 */
@Component
public class Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final int MOST = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** A reader who comes back shows anew that he may; whose session was ended does not. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** Who was shut out, or has another role, is sent nothing more after that. */
  private static final Duration ASKED = Duration.ofSeconds(2);

  private static final long COME_BACK_MILLIS = 500;

  /** What one reader is sent. */
  public interface Body {
    /** Returns when {@link Reader#isThere} says no more; sees what who asks may see. */
    void send(Reader reader) throws IOException, InterruptedException;
  }

  /** Who reads; for the one thread that sends. */
  public final class Reader {
    private final SseEmitter emitter;
    private final Access access;
    private long asked = System.nanoTime();
    private boolean told;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private long heard = System.nanoTime();

    private Reader(SseEmitter emitter, Access access) {
      this.emitter = emitter;
      this.access = access;
    }

    /** And may be there. */
    public boolean isThere() {
      if (closed || System.nanoTime() > end) {
        return false;
      }
      if (System.nanoTime() - asked > ASKED.toNanos()) {
        asked = System.nanoTime();
        return state.holds(access);
      }
      return true;
    }

    /**
     * @param id by which a reader who comes back says up to where it has read
     */
    public void send(String id, String json) throws IOException {
      emitter.send(event().id(id).data(json, MediaType.TEXT_PLAIN));
      heard = System.nanoTime();
    }

    /** Says where it begins, so that it is known that it is connected. */
    void begin(String id) throws IOException {
      emitter.send(event().comment("connected").id(id));
    }

    private SseEmitter.SseEventBuilder event() {
      var event = SseEmitter.event();
      if (!told) {
        told = true;
        event.reconnectTime(COME_BACK_MILLIS);
      }
      return event;
    }

    /** Waits for projections to move, for so long at most; says now and then that it is there. */
    public void await(long seen, Duration atMost) throws IOException, InterruptedException {
      changes.await(seen, atMost);
      if (System.nanoTime() - heard > HEARTBEAT.toNanos()) {
        emitter.send(SseEmitter.event().comment("still here"));
        heard = System.nanoTime();
      }
    }

    /** For {@link #await}: how often projections have moved. */
    public long seen() {
      return changes.count();
    }
  }

  private final Changes changes;
  private final AccessState state;
  private final Semaphore places = new Semaphore(MOST);
  private volatile boolean closed;

  Streams(Changes changes, AccessState state) {
    this.changes = changes;
    this.state = state;
  }

  /**
   * @throws SluiceException TOO_MANY when all places are taken
   */
  public SseEmitter open(Body body) {
    if (!places.tryAcquire()) {
      throw new SluiceException(ErrorCode.TOO_MANY, MOST + " readers follow the stream already");
    }
    var emitter = new SseEmitter(0L);
    var reader = new Reader(emitter, Access.current());
    Thread.ofVirtual()
        .name("sluice-stream")
        .start(new DelegatingSecurityContextRunnable(() -> run(emitter, reader, body)));
    return emitter;
  }

  private void run(SseEmitter emitter, Reader reader, Body body) {
    try {
      body.send(reader);
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      // The reader is gone; there is nobody to tell.
      LOG.debug("A reader of a stream left", e);
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (RuntimeException e) {
      LOG.warn("A stream broke off; its reader can go on from its last id", e);
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
