package io.sluice.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Looks for the password of the databases where it must never be. */
final class Canary {
  private static final List<String> ANSWERS =
      List.of("/projects?size=200", "/components?size=200", "/data-sources?size=200", "/instances");

  private Canary() {}

  /** Places where it was seen: logs of all processes, every record of Sluice, the API's answers. */
  static List<String> seen(Site site) throws IOException {
    var places = new ArrayList<String>();
    logs(site, places);
    topics(site, places);
    for (String path : ANSWERS) {
      if (site.get(path).ok().toString().contains(site.canary())) {
        places.add("the answer of " + path);
      }
    }
    return places;
  }

  private static void logs(Site site, List<String> places) throws IOException {
    List<Path> files;
    try (var all = Files.list(site.folder())) {
      files = all.filter(file -> file.toString().matches(".*\\.(log|txt)")).toList();
    }
    if (files.isEmpty()) {
      throw new IllegalStateException("there are no logs to look at");
    }
    for (Path file : files) {
      try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        if (lines.anyMatch(line -> line.contains(site.canary()))) {
          places.add(file.getFileName().toString());
        }
      }
    }
  }

  private static void topics(Site site, List<String> places) {
    Map<String, Object> settings = Map.of("bootstrap.servers", site.kafka());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      consumer
          .listTopics()
          .forEach(
              (topic, infos) -> {
                if (topic.startsWith("sluice.")) {
                  infos.forEach(
                      info -> partitions.add(new TopicPartition(topic, info.partition())));
                }
              });
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (var message : consumer.poll(Duration.ofMillis(500))) {
          if ((message.value() != null && message.value().contains(site.canary()))
              || message.headers().toString().contains(site.canary())) {
            places.add("a record of " + message.topic());
          }
        }
      }
    }
  }
}
