package io.sluice.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Ends all that a run has started when the run has ended, however it did: a shell of its own waits
 * for the end of a pipe that only this process holds open.
 */
final class Leash implements AutoCloseable {
  /** Where {@link Child} writes down whom it has started. */
  static final String CHILDREN = "children";

  /** Ctrl-C reaches every process of a terminal; this one still has to do its work. */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      cat > /dev/null
      for server in "$1"/*/postmaster.pid; do
        [ -f "$server" ] && kill -QUIT "$(head -n 1 "$server")"
      done
      [ -f "$1/children" ] && kill -KILL $(cat "$1/children")
      """;

  private final Process shell;

  /**
   * @param folder of the run: in it are the servers' folders and the list of children
   */
  Leash(Path folder) {
    try {
      shell =
          new ProcessBuilder("sh", "-c", SCRIPT, "leash", folder.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To be closed last: what was started has been ended by then. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
