package io.sluice.connector.incremental;

import io.sluice.change.TableSchema;
import io.sluice.connector.format.RowEncoder;

/**
 * Where the changes of one table schema go, made ready.
 *
 * @param keys places of the key columns
 */
record Route(TableSchema table, String topic, RowEncoder encoder, int[] keys) {}
