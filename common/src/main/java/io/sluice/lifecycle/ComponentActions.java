package io.sluice.lifecycle;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Step;
import io.sluice.lifecycle.ComponentState.Absent;
import io.sluice.lifecycle.ComponentState.Component;
import io.sluice.lifecycle.ComponentState.Desired;
import io.sluice.lifecycle.ComponentState.Destroyed;
import io.sluice.lifecycle.ComponentState.Destroying;
import io.sluice.lifecycle.ComponentState.Failed;
import io.sluice.lifecycle.ComponentState.Present;
import io.sluice.lifecycle.ComponentState.Retrying;
import io.sluice.lifecycle.ComponentState.Running;
import io.sluice.lifecycle.ComponentState.Starting;
import io.sluice.lifecycle.ComponentState.Stopped;
import io.sluice.lifecycle.ComponentState.Stopping;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What can be done with a component now. */
public final class ComponentActions {
  private ComponentActions() {}

  /** What a person may ask of it now, as the API names it. */
  public static Set<String> of(ComponentState state) {
    return switch (state) {
      case Absent _, Destroying _, Destroyed _ -> Set.of();
      case Stopped in -> withReplay(in, "start", "update", "destroy");
      case Failed in -> withReplay(in, "start", "update", "destroy");
      case Starting in -> withReplay(in, "pause", "update");
      case Retrying in -> withReplay(in, "start", "pause", "update");
      case Running in -> withReplay(in, "pause", "update");
      case Stopping in when in.desired() == Desired.RUNNING -> withReplay(in, "pause", "update");
      case Stopping in -> withReplay(in, "start", "update");
    };
  }

  private static Set<String> withReplay(Present in, String... actions) {
    var all = new TreeSet<>(List.of(actions));
    Component component = in.component();
    if (component.completed().contains(component.step())) {
      all.remove("start");
    }
    if (component.spec().kind() != ComponentKind.STORE && component.step() == Step.INCREMENTAL) {
      all.add("replay");
    }
    return all;
  }
}
