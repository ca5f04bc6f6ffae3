package io.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** The verbs {@code up} and {@code demo}. */
public final class StandaloneApplication {
  private StandaloneApplication() {}

  /** What project-service takes for itself is passed on. */
  private static final Pattern GATEWAY = Pattern.compile("--(sluice|server|spring)\\.[^=]+=.*");

  private record Arguments(boolean demo, Path data, Standalone.Ports ports, List<String> gateway) {
    static Arguments parse(String[] words) {
      boolean demo = false;
      Path data = Path.of(".data");
      int port = 8080;
      Integer kafkaPort = null;
      var gateway = new ArrayList<String>();
      for (String word : words) {
        if (word.equals("demo")) {
          demo = true;
        } else if (word.startsWith("--data=")) {
          data = Path.of(word.substring("--data=".length()));
        } else if (word.matches("--port=\\d{1,5}")) {
          port = Integer.parseInt(word.substring("--port=".length()));
        } else if (word.matches("--kafka-port=\\d{1,5}")) {
          kafkaPort = Integer.valueOf(word.substring("--kafka-port=".length()));
        } else if (GATEWAY.matcher(word).matches()) {
          gateway.add(word);
        } else if (!word.equals("up")) {
          throw new IllegalArgumentException("unknown argument: " + word);
        }
      }
      return new Arguments(demo, data, new Standalone.Ports(port, kafkaPort), List.copyOf(gateway));
    }
  }

  private static String ready(Standalone standalone, double seconds) throws IOException {
    var text = new StringBuilder();
    String link = standalone.signInLink();
    text.append(
        """
        Ready after %.1f s.
          Console  %s
                   (signs you in once, within the hour; after that as admin)
          API      %s/api/v1
          Kafka    %s (topics sluice.*)
                   (kafka-topics.sh --command-config %s, kcat -F %s)
        """
            .formatted(
                seconds,
                link,
                link.substring(0, link.indexOf("/#")),
                standalone.bootstrapServers(),
                standalone.kafkaSignIn().properties(),
                standalone.kafkaSignIn().kcat()));
    Path password = standalone.passwordFile();
    if (standalone.isNew()) {
      text.append(
          "  Password of admin: %s (kept in %s)%n"
              .formatted(Files.readString(password).strip(), password));
    }
    return text.toString();
  }

  public static void main(String[] words) {
    long begin = System.nanoTime();
    try {
      var arguments = Arguments.parse(words);
      var log = arguments.data().toAbsolutePath().resolve("sluice.log");
      TerminalLogging.to(log);
      System.out.println("Sluice is starting; data and log are in " + log.getParent());
      var standalone = Standalone.start(arguments.data(), arguments.ports(), arguments.gateway());
      var stop = new CountDownLatch(1);
      var stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stop.countDown();
                    try {
                      stopped.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      System.out.print(ready(standalone, (System.nanoTime() - begin) / 1e9));
      try {
        if (arguments.demo()) {
          try (var demo = Demo.start(standalone)) {
            demo.runUntil(stop);
          }
        } else {
          stop.await();
        }
      } finally {
        System.out.println("Stopping…");
        standalone.close();
        System.out.println("Stopped. What was synchronized goes on from here at the next start.");
        stopped.countDown();
      }
    } catch (Exception e) {
      System.err.println("sluice: " + e.getMessage());
      System.exit(1);
    }
  }
}
