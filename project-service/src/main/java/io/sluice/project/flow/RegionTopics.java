package io.sluice.project.flow;

import io.sluice.cluster.TopicSetup;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Topics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The command topics of a region in which no service has run yet. Commands wait there until one
 * does; sending to a topic that is not there would hold up every other project.
 */
final class RegionTopics {
  private final TopicSetup setup;
  private final Set<String> there = ConcurrentHashMap.newKeySet();

  RegionTopics(TopicSetup setup) {
    this.setup = setup;
    there.add(Topics.PROJECT_COMMANDS);
  }

  void ensure(String topic) {
    if (there.contains(topic)) {
      return;
    }
    String region = topic.split("\\.", -1)[1];
    for (ComponentKind kind : ComponentKind.values()) {
      if (topic.equals(Topics.commands(region, kind))) {
        setup.components(region, kind);
      }
    }
    there.add(topic);
  }
}
