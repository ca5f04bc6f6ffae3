/** What was done to a table's columns is found out, and done again. */
@NullMarked
package io.sluice.writer.ddl;

import org.jspecify.annotations.NullMarked;
