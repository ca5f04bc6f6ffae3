/**
 * Where a Connector is, kept in the destination cluster beside what it wrote, and the one producer
 * that writes both.
 *
 * <p>May use the Kafka client; knows no source database, Store log or format.
 *
 * <p><b>The protocol, with its crash points.</b> A run (a) opens its producer, whose transactional
 * id is the Connector's: every earlier run is fenced and its open transaction aborted; then (b)
 * reads the position topic to its end; then (c) refuses if a higher epoch has been there, and
 * otherwise writes its own epoch. From then on everything is done in transactions of records and
 * the marks that say how far they reach. So whatever a run builds on was decided before it, and no
 * earlier run can add to it. A process may die: (1) after the producer is open; (2) after the
 * claim; (3) with some records of a transaction sent; (4) with all records and marks sent and the
 * commit not; (5) right after a commit; (6) after a replay's move and before it is recorded; (7)
 * after a replay has passed its end and before that is recorded; (8) after the plan of the full
 * synchronization; (9) after its last chunk; (10) with the runs of the Connector fenced that is to
 * have its tables; (11) with the tables handed over and nobody told. The next run goes on from the
 * marks: nothing is written twice, nothing is left out.
 */
@NullMarked
package io.sluice.connector.position;

import org.jspecify.annotations.NullMarked;
