package io.sluice.connector.format;

/** Writes one value, given in PostgreSQL's text form, as JSON. */
@FunctionalInterface
interface TextToJson {
  void write(byte[] text, JsonBytes out);
}
