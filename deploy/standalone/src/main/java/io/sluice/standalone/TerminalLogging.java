package io.sluice.standalone;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Keeps the terminal for what a verb has to say: all logging goes to a file. */
public final class TerminalLogging {
  private TerminalLogging() {}

  /** To be called before the first logger is made: {@code logback.xml} reads what is set here. */
  public static void to(Path file) {
    System.setProperty("sluice.log", file.toString());
    // Each of the four contexts would set logging up anew, and tear it down when it closes.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
