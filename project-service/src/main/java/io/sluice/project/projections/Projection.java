package io.sluice.project.projections;

import java.util.List;

/** Makes rows of events. */
public interface Projection {
  /** Called in log order for each key, inside the transaction that also moves the offset. */
  void apply(Fact fact);

  /** The tables it fills, which a rebuild empties. */
  List<String> tables();
}
