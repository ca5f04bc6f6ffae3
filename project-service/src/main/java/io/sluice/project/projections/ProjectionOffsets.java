package io.sluice.project.projections;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where projections continue to read. */
@Component
public class ProjectionOffsets {
  static final String TABLE = "projection_offset";

  private final JdbcClient jdbc;

  ProjectionOffsets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The stored offset; a partition never seen before begins at 0. */
  long next(TopicPartition partition) {
    jdbc.sql(
            """
            insert into projection_offset (topic, partition, next_offset) values (?, ?, 0)
            on conflict do nothing""")
        .params(partition.topic(), partition.partition())
        .update();
    return jdbc.sql("select next_offset from projection_offset where topic = ? and partition = ?")
        .params(partition.topic(), partition.partition())
        .query(Long.class)
        .single();
  }

  /** False when another reader has moved it meanwhile: then nothing of this may be kept. */
  boolean move(TopicPartition partition, long from, long to) {
    return jdbc.sql(
                """
                update projection_offset set next_offset = ?
                where topic = ? and partition = ? and next_offset = ?""")
            .params(to, partition.topic(), partition.partition(), from)
            .update()
        == 1;
  }

  /** A partition of the event log and the first offset that is not projected yet. */
  public record Next(int partition, long offset) {}

  public List<Next> all(String topic) {
    return jdbc.sql(
            """
            select partition, next_offset as "offset" from projection_offset
            where topic = ? order by partition""")
        .param(topic)
        .query(Next.class)
        .list();
  }
}
