package io.sluice.faults;

import java.time.Duration;

/** Whether what comes late is a fault of its own. */
enum Pace {
  /** It has to come in the time that is promised. */
  MEASURED,

  /** For machines that do many things at once: it has to come. */
  PATIENT;

  Duration within(Duration promised) {
    return this == MEASURED ? promised : Trial.LIMIT;
  }
}
