/**
 * The change record: what a Store writes to its log and Connectors and JDBCWriters read.
 *
 * <p>Pure: JDK only. Values are the source's own text form, so that nothing is lost in translation.
 *
 * <p>Whatever the codec wrote once it reads for ever; the golden bytes in the tests hold this.
 */
@NullMarked
package io.sluice.change;

import org.jspecify.annotations.NullMarked;
