/**
 * The precheck: what could keep a project from working, found before it starts.
 *
 * <p>Looks at the source and the destination with their own credentials, over JDBC or Kafka's admin
 * client, and changes nothing there. Whether a project may start is not decided here.
 *
 * <p>Every check answers within seconds, and one that does not pass says why and exactly what to
 * run.
 */
@NullMarked
package io.sluice.project.precheck;

import org.jspecify.annotations.NullMarked;
