package io.sluice.writer.postgres.schema;

/**
 * A sequence that fills a column.
 *
 * @param options as {@code create sequence} takes them
 * @param identity it belongs to an identity column and is made with it
 * @param owned it goes when the column goes
 */
record Sequence(
    String column,
    String schema,
    String name,
    String type,
    String options,
    boolean identity,
    boolean owned) {}
