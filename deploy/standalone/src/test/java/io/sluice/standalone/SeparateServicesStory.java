package io.sluice.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same life in processes of their own. {@code ObjectsStory} and the fault suite run, kill and
 * compare those in each build; this one is for whoever changes how services are started.
 */
@EnabledIfSystemProperty(named = "sluice.stories", matches = "all")
class SeparateServicesStory extends LifecycleStory {
  @Override
  Installation install(Path folder) {
    return Installation.services(folder);
  }
}
