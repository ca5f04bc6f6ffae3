package io.sluice.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.change.Change.Operation;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeCodecTest {
  private static final TableSchema USERS =
      new TableSchema(
          300,
          "public",
          "users",
          List.of(
              new ColumnSchema("id", "int8", false, true),
              new ColumnSchema("name", "varchar(20)", true, false),
              new ColumnSchema("note", "text", true, false)));

  private static final String USERS_BYTES =
      "13ac02067075626c6963057573657273"
          + "03"
          + "02696404696e743802"
          + "046e616d650b76617263686172283230"
          + "2901"
          + "046e6f7465047465787401";

  private static final LogEntry.Slice SLICE =
      new LogEntry.Slice(
          742,
          0x1_6B37_4D58L,
          Instant.parse("2026-11-20T22:45:00.123456Z"),
          5,
          true,
          List.of(
              new Change(Operation.INSERT, USERS, null, row("7", "Ann", null)),
              new Change(Operation.UPDATE, USERS, row("7", null, null), row("8", "", "*")),
              new Change(Operation.DELETE, USERS, row("8", "*", "*"), null),
              new Change(Operation.TRUNCATE, USERS, null, null)));

  private static final String SLICE_BYTES =
      "1101e605d89addd91680d5f8e79fafb00605" + "08ac0210013703416e6e1d140137200138001628013813";

  @Test
  void readsAndWritesTheGoldenBytesOfVersionOne() {
    assertThat(ChangeCodec.decodeSchema(bytes(USERS_BYTES))).isEqualTo(USERS);
    assertThat(ChangeCodec.decodeSchema(ChangeCodec.encode(USERS))).isEqualTo(USERS);

    assertThat(hex(ChangeCodec.encode(SLICE))).isEqualTo(SLICE_BYTES);
    assertThat(ChangeCodec.decode(bytes(SLICE_BYTES), _ -> USERS)).isEqualTo(SLICE);

    var heartbeat = new LogEntry.Heartbeat(300, Instant.EPOCH.minusNanos(1_000));
    assertThat(hex(ChangeCodec.encode(heartbeat))).isEqualTo("12ac0201");
    assertThat(ChangeCodec.decode(bytes("12ac0201"), _ -> USERS)).isEqualTo(heartbeat);
  }

  @Test
  void readsAndWritesTheGoldenBytesOfASchemaWithNumbers() {
    var schema =
        new TableSchema(1, "s", "t", List.of(new ColumnSchema("a", "int4", true, false, 300)));
    assertThat(hex(ChangeCodec.encode(schema)))
        .isEqualTo("230101730174010161" + "04696e743401ac02");
    assertThat(ChangeCodec.decodeSchema(bytes("23010173017401016104696e743401ac02")))
        .isEqualTo(schema);
  }

  @Test
  void anAbsentValueStaysAbsentAndAnEmptyOneEmpty() {
    var slice = (LogEntry.Slice) ChangeCodec.decode(ChangeCodec.encode(SLICE), _ -> USERS);

    var after = Objects.requireNonNull(slice.changes().get(1).after());
    assertThat(Row.isAbsent(after.values()[1])).isFalse();
    assertThat(after.values()[1]).isEmpty();
    assertThat(Row.isAbsent(after.values()[2])).isTrue();
  }

  @Test
  void anyEntryComesBackAsItWas() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var entries = new RandomEntries(random);
    for (int round = 0; round < 300; round++) {
      var schemas = IntStream.range(0, 5).mapToObj(i -> entries.schema(i * 1_000)).toList();
      var entry = entries.entry(schemas);

      var read = ChangeCodec.decode(ChangeCodec.encode(entry), id -> schemas.get(id / 1_000));

      assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(entry);
      for (var schema : schemas) {
        assertThat(ChangeCodec.decodeSchema(ChangeCodec.encode(schema))).isEqualTo(schema);
      }
    }
  }

  @Test
  void anEncoderIsReadyForTheNextSliceAfterALargeOne() {
    var encoder = new SliceEncoder();
    var large = new byte[2 << 20];
    encoder.begin(1, 2, Instant.EPOCH, 0);
    encoder.add(new Change(Operation.INSERT, USERS, null, new Row(new byte[][] {large, {}, {}})));
    assertThat(encoder.size()).isGreaterThan(large.length);
    assertThat(encoder.finish(SliceEncoder.End.MORE)).hasSizeGreaterThan(large.length);

    encoder.begin(SLICE.transactionId(), SLICE.commitPosition(), SLICE.time(), SLICE.firstIndex());
    SLICE.changes().forEach(encoder::add);

    assertThat(encoder.changes()).isEqualTo(4);
    assertThat(hex(encoder.finish(SliceEncoder.End.LAST))).isEqualTo(SLICE_BYTES);
  }

  @Test
  void damagedBytesAreRefusedOrReadAsSomethingElseButNeverBreakOtherwise() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    byte[] whole = bytes(SLICE_BYTES);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        ChangeCodec.decode(damaged, _ -> USERS);
      } catch (UnreadableException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> ChangeCodec.decode(bytes("2101"), _ -> USERS))
        .isInstanceOf(UnreadableException.class);
  }

  /** A star stands for an absent value. */
  private static Row row(@Nullable String... texts) {
    var values = new byte @Nullable [texts.length][];
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      values[i] = text == null ? null : text.equals("*") ? Row.ABSENT : text.getBytes(UTF_8);
    }
    return new Row(values);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
