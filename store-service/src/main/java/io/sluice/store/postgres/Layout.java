package io.sluice.store.postgres;

import io.sluice.change.ChangeCodec;
import io.sluice.change.TableSchema;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.connect.data.Schema;

/** A table's description on its way through Debezium. */
public final class Layout {
  static final String PARAMETER = "layout";

  private Layout() {}

  static String pack(TableSchema layout) {
    return Base64.getEncoder().encodeToString(ChangeCodec.encode(layout));
  }

  /**
   * The description of the table whose rows have this schema; its id is 0.
   *
   * @param row schema of the before and after images
   */
  public static TableSchema of(Schema row) {
    List<org.apache.kafka.connect.data.Field> fields = row.fields();
    String packed = fields.getFirst().schema().parameters().get(PARAMETER);
    return ChangeCodec.decodeSchema(Base64.getDecoder().decode(packed));
  }
}
