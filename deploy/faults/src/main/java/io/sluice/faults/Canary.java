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

/**
 * Looks for secrets where they must never be: the password of the databases, that of the first
 * user, and the token by which this suite asks.
 */
final class Canary {
  private static final List<String> ANSWERS =
      List.of(
          "/projects?size=200",
          "/components?size=200",
          "/data-sources?size=200",
          "/instances",
          "/users",
          "/tokens",
          "/audit?size=200");

  private Canary() {}

  /** Places where it was seen: logs of all processes, every record of Sluice, the API's answers. */
  static List<String> seen(Site site) throws IOException {
    var places = new ArrayList<String>();
    var secrets = site.secrets();
    logs(site, secrets, places);
    topics(site, secrets, places);
    for (String path : ANSWERS) {
      if (hasAny(secrets, site.get(path).ok().toString())) {
        places.add("the answer of " + path);
      }
    }
    return places;
  }

  private static boolean hasAny(List<String> secrets, String text) {
    return secrets.stream().anyMatch(text::contains);
  }

  private static void logs(Site site, List<String> secrets, List<String> places)
      throws IOException {
    List<Path> files;
    try (var all = Files.list(site.folder())) {
      files = all.filter(file -> file.toString().matches(".*\\.(log|txt)")).toList();
    }
    if (files.isEmpty()) {
      throw new IllegalStateException("there are no logs to look at");
    }
    for (Path file : files) {
      try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        if (lines.anyMatch(line -> hasAny(secrets, line))) {
          places.add(file.getFileName().toString());
        }
      }
    }
  }

  private static void topics(Site site, List<String> secrets, List<String> places) {
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
          var text = new StringBuilder().append(message.key()).append(message.value());
          message
              .headers()
              .forEach(header -> text.append(new String(header.value(), StandardCharsets.UTF_8)));
          if (hasAny(secrets, text.toString())) {
            places.add("a record of " + message.topic());
          }
        }
      }
    }
  }
}
