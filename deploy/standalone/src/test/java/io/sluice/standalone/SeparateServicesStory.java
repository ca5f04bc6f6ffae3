package io.sluice.standalone;

import java.nio.file.Path;

class SeparateServicesStory extends LifecycleStory {
  @Override
  Installation install(Path folder) {
    return Installation.services(folder);
  }
}
