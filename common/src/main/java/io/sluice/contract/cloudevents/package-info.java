/**
 * The only room that knows the envelope: records of the contract to CloudEvents 1.0 on Kafka
 * (binary mode) and back.
 *
 * <p>May use the CloudEvents SDK, Jackson and the Kafka client's record types; knows no meaning.
 *
 * <p>Reading tolerates unknown event types, versions and fields; a command is read strictly.
 */
@NullMarked
package io.sluice.contract.cloudevents;

import org.jspecify.annotations.NullMarked;
