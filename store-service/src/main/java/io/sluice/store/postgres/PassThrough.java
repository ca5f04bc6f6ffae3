package io.sluice.store.postgres;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Lets the bytes of every column pass; named in the engine's configuration. */
public final class PassThrough implements CustomConverter<SchemaBuilder, RelationalColumn> {
  @Override
  public void configure(Properties properties) {}

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    var schema = SchemaBuilder.bytes().optional();
    if (column.name().equals("c0")) {
      schema.parameter(Layout.PARAMETER, column.typeExpression());
    }
    registration.register(schema, value -> value);
  }
}
