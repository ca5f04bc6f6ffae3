/**
 * The change record: what a Store writes to its log and Connectors and JDBCWriters read.
 *
 * <p>Pure: JDK only. Values are the source's own text form, so that nothing is lost in translation.
 *
 * <p>Whatever the codec wrote once it reads for ever; the golden bytes in the tests hold this.
 *
 * <h2>The format</h2>
 *
 * A number is a varint: seven bits a byte, lowest first, the eighth bit says that more follow. A
 * zigzag is a varint of {@code (n << 1) ^ (n >> 63)}. A text is its length in bytes as a number,
 * then UTF-8. The first byte of a record holds the version (high half) and the kind (low half); a
 * change of the format is a new version beside the old one.
 *
 * <pre>
 * slice     0x11  flags(1: bit 0 = last slice of its transaction)
 *                 transaction id, commit position: numbers
 *                 commit time: zigzag, microseconds since 1970-01-01T00:00Z
 *                 index of the first change within the transaction: number
 *                 changes, up to the end of the record
 * change          head(1: bits 0-1 = 0 insert, 1 update, 2 delete, 3 truncate;
 *                         bit 2 = row before follows; bit 3 = row after follows;
 *                         bit 4 = same table as the change before it in this slice)
 *                 schema id: number, unless same table
 *                 row before, row after: as far as the head says
 * row             marks: two bits a column, four columns a byte, lowest bits first:
 *                         0 = value, 1 = NULL, 2 = absent
 *                 values, of the columns marked 0, in order: length in bytes (number), bytes
 * heartbeat 0x12  position: number; time: zigzag, microseconds as above
 * schema    0x13  schema id: number; schema, table: texts; number of columns
 *                 columns: name, type: texts; flags(1: bit 0 = nullable, bit 1 = key)
 * schema    0x23  the same (version 2), each column followed by its number at the source, or 0
 * </pre>
 */
@NullMarked
package io.sluice.change;

import org.jspecify.annotations.NullMarked;
