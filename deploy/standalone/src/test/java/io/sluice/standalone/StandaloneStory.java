package io.sluice.standalone;

import java.nio.file.Path;

class StandaloneStory extends LifecycleStory {
  @Override
  Installation install(Path folder) {
    return Installation.standalone(folder);
  }
}
