package io.sluice.faults;

import io.sluice.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own. Arguments: its folder, its port. */
final class BrokerProcess {
  private BrokerProcess() {}

  public static void main(String[] words) throws InterruptedException {
    var broker = EmbeddedKafka.start(Path.of(words[0]), Integer.parseInt(words[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    new CountDownLatch(1).await();
  }
}
