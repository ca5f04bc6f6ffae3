package io.sluice.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * What is between the services and a database server, at an address of its own that stays when
 * another server takes over. Can fall silent: both ends take their connections for open, and
 * nothing comes over them any more.
 */
final class Network implements AutoCloseable {
  private final ServerSocket entrance;
  private final IntSupplier server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;

  private static final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward(Socket from, Socket to) {
      byte[] buffer = new byte[64 << 10];
      try {
        int read;
        while ((read = from.getInputStream().read(buffer)) >= 0) {
          // Swallowed and not left to the sender's buffer: who waits for room would notice.
          if (!silent) {
            to.getOutputStream().write(buffer, 0, read);
          }
        }
      } catch (IOException e) {
        // One side has gone.
      }
      if (!silent) {
        close();
      }
    }

    void close() {
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /**
   * @param server port of the server that is the one now
   */
  Network(IntSupplier server) throws IOException {
    this.server = server;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** All connections, those that are open and those to come, are dead, and nobody is told. */
  void fallSilent() {
    silent = true;
    links.forEach(link -> link.silent = true);
  }

  /** What is opened from now on works; what was silent once is so for ever. */
  void speakAgain() {
    silent = false;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        var client = entrance.accept();
        try {
          open(client);
        } catch (IOException e) {
          // The server is away: its clients are told by the end of their connection.
          client.close();
        }
      } catch (IOException e) {
        // Closed, or a client that has gone already.
      }
    }
  }

  private void open(Socket client) throws IOException {
    var upstream = new Socket();
    upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getAsInt()));
    upstream.setTcpNoDelay(true);
    client.setTcpNoDelay(true);
    var link = new Link(client, upstream);
    links.add(link);
    link.silent = silent;
    Thread.ofVirtual().start(() -> link.forward(client, upstream));
    Thread.ofVirtual()
        .start(
            () -> {
              link.forward(upstream, client);
              if (!link.silent) {
                links.remove(link);
              }
            });
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    links.forEach(Link::close);
  }
}
