package io.sluice.project.datasources;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Names of data sources, unique by a constraint of the database. */
@Component
class DataSourceNames {
  private static final String SCOPE = "data-source";

  private final JdbcClient jdbc;

  DataSourceNames(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Repeatable; what it held before stays held until {@link #settle}.
   *
   * @throws SluiceException NAME_TAKEN
   */
  void reserve(String name, String id) {
    insert(name, id);
    String holder =
        jdbc.sql("select holder from name_reservation where scope = ? and name = ?")
            .params(SCOPE, name)
            .query(String.class)
            .single();
    if (!holder.equals(id)) {
      throw new SluiceException(
          ErrorCode.NAME_TAKEN, "another data source has the name '" + name + "'");
    }
  }

  /** It has this name now, or none, and no other any more. */
  void settle(@Nullable String name, String id) {
    if (name == null) {
      free(id);
      return;
    }
    insert(name, id);
    jdbc.sql("delete from name_reservation where scope = ? and holder = ? and name <> ?")
        .params(SCOPE, id, name)
        .update();
  }

  void free(String id) {
    jdbc.sql("delete from name_reservation where scope = ? and holder = ?")
        .params(SCOPE, id)
        .update();
  }

  private void insert(String name, String id) {
    jdbc.sql(
            """
            insert into name_reservation (scope, name, holder) values (?, ?, ?)
            on conflict do nothing""")
        .params(SCOPE, name, id)
        .update();
  }
}
