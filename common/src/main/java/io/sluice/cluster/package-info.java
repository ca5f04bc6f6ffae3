/**
 * Sluice's own Kafka cluster: clients, the topics that have to be there and how safe they are, and
 * what every service is told.
 *
 * <p>May use the Kafka client and Spring's configuration; knows no aggregate and no component.
 *
 * <p>A topic that is weaker than it has to be is refused, never used.
 */
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;
