package io.sluice.component;

import io.sluice.aggregate.Ownership;
import io.sluice.cluster.ClusterAccess;
import io.sluice.cluster.CommandSeal;
import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.KernelSettings;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.lifecycle.ComponentState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Everything a component service runs on. The service imports this and gives one {@link Task} bean.
 */
@Configuration(proxyBeanMethods = false)
@Import(ClusterAccess.class)
public class ComponentKernel {
  @Bean
  ComponentMetrics componentMetrics() {
    return new ComponentMetrics();
  }

  @Bean
  Signals signals(KafkaClients kafka, Task task, ComponentMetrics metrics) {
    return new Signals(kafka.lossy("signals-" + task.kind().plural()), source(task), metrics);
  }

  @Bean
  Reconciler reconciler(Task task, KernelSettings settings, Signals signals) {
    return new Reconciler(task, settings, ClusterAccess.instance(), signals);
  }

  @Bean
  Ownership<ComponentState, ComponentCommand, ComponentEvent> components(
      Task task,
      KernelSettings settings,
      KafkaClients kafka,
      CommandSeal seal,
      Reconciler reconciler) {
    return new Ownership<>(
        ComponentType.of(task, settings.region()), kafka, seal, source(task), reconciler);
  }

  private static String source(Task task) {
    return "/" + task.kind().plural() + "/" + ClusterAccess.instance();
  }
}
