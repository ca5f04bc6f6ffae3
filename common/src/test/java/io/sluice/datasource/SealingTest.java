package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
  private static final String CANARY = "canary-Pässwörd-4711";

  private final SealingKey key = key(1);
  private final DataSourceCodec codec = new DataSourceCodec(key);
  private final DataSource.Postgres postgres =
      new DataSource.Postgres(
          "d-1",
          "Orders",
          "default",
          "db",
          5432,
          "orders",
          "app",
          new Secret(CANARY),
          DataSource.SslMode.REQUIRE);
  private final DataSource.Kafka kafka =
      new DataSource.Kafka(
          "d-2",
          "Bus",
          "default",
          "a:9092,b:9092",
          DataSource.SecurityProtocol.SASL_SSL,
          DataSource.SaslMechanism.PLAIN,
          "app",
          new Secret(CANARY));

  @Test
  void a_data_source_comes_back_as_it_was() {
    var open =
        new DataSource.Kafka(
            "d-3", "Bus", "r", "a:1", DataSource.SecurityProtocol.SSL, null, null, null);
    for (DataSource source : new DataSource[] {postgres, kafka, open}) {
      assertThat(codec.read(codec.write(source))).isEqualTo(source);
    }
  }

  @Test
  void the_password_is_nowhere_to_be_seen() {
    for (DataSource source : new DataSource[] {postgres, kafka}) {
      assertThat(new String(codec.write(source), UTF_8))
          .doesNotContain("canary")
          .contains("v1." + key.id());
      assertThat(source.toString()).doesNotContain("canary");
      assertThat(new String(Json.LENIENT.writeValueAsBytes(source), UTF_8))
          .doesNotContain("canary");
      assertThat(String.valueOf(new Secret(CANARY))).isEqualTo("****");
    }
  }

  @Test
  void the_same_password_never_looks_the_same_twice() {
    assertThat(codec.write(postgres)).isNotEqualTo(codec.write(postgres));
  }

  @Test
  void a_sealed_password_does_not_open_for_another_endpoint() {
    String stored = new String(codec.write(postgres), UTF_8);
    for (String moved :
        new String[] {
          stored.replace("\"host\":\"db\"", "\"host\":\"evil\""),
          stored.replace("5432", "5433"),
          stored.replace("\"id\":\"d-1\"", "\"id\":\"d-9\""),
          stored.replace("\"username\":\"app\"", "\"username\":\"root\"")
        }) {
      assertThat(moved).isNotEqualTo(stored);
      refused("was changed since it was sealed", moved);
    }
  }

  @Test
  void a_password_sealed_under_another_key_is_refused_with_both_key_ids() {
    var other = new DataSourceCodec(key(2));
    assertThatThrownBy(() -> other.read(codec.write(postgres)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("another key")
        .hasMessageContaining(key(2).id());
  }

  @Test
  void what_is_no_data_source_is_refused_without_being_quoted() {
    refused("not a data source", "{\"kind\":\"postgres\",\"password\":\"" + CANARY + "\"}");
    refused("not a data source", "{\"kind\":\"oracle\",\"password\":\"" + CANARY + "\"}");
    refused("not a data source", CANARY);
    refused("not a data source", "null");
    refused("not a data source", "");
    refused("not in a form", stored("plain-" + CANARY));
    refused("was changed", stored("v1." + key.id() + ".AAAA"));
    refused("was changed", stored("v1." + key.id() + ".%%%"));
  }

  @Test
  void a_key_file_is_made_once_for_its_owner_alone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("key");
    SealingKey made = SealingKey.createFile(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SealingKey.createFile(file).id()).isEqualTo(made.id());
    assertThat(SealingKey.from(null, file.toString()).id()).isEqualTo(made.id());
    assertThat(made.toString()).doesNotContain(Files.readString(file).strip());
  }

  @Test
  void a_key_that_is_missing_given_twice_or_malformed_is_refused_without_being_quoted() {
    String good = Base64.getEncoder().encodeToString(new byte[32]);
    refusedKey("set one of", null, null);
    refusedKey("set one of", " ", "");
    refusedKey("set one of", good, "/somewhere");
    refusedKey("32 bytes in Base64", "canary", null);
    refusedKey(
        "32 bytes in Base64", Base64.getEncoder().encodeToString("canary".getBytes(UTF_8)), null);
    refusedKey("cannot be read", null, "/nowhere/key");
  }

  @Test
  void a_reference_is_followed_only_to_where_secrets_are_kept(@TempDir Path folder)
      throws Exception {
    Path secrets = Files.createDirectory(folder.resolve("secrets"));
    Path inside = Files.writeString(secrets.resolve("db"), CANARY + "\n");
    Path outside = Files.writeString(folder.resolve("shadow"), CANARY);
    Path link = Files.createSymbolicLink(secrets.resolve("link"), outside);

    Files.writeString(secrets.resolve("db.endpoints"), "other:5432, db:5432\n");
    Files.writeString(secrets.resolve("secret.key"), CANARY);

    assertThat(SecretReference.file(inside, "db:5432", secrets)).isEqualTo(CANARY);
    assertThatThrownBy(() -> SecretReference.file(inside, "evil:5432", secrets))
        .hasMessageContaining("not for this server");
    assertThatThrownBy(
            () -> SecretReference.file(secrets.resolve("secret.key"), "db:5432", secrets))
        .hasMessageContaining("secret.key.endpoints");
    for (Path path :
        new Path[] {outside, link, secrets.resolve("../shadow"), secrets.resolve("none")}) {
      assertThatThrownBy(() -> SecretReference.file(path, "db:5432", secrets))
          .isInstanceOf(SluiceException.class);
    }
    assertThatThrownBy(() -> new Secret("${env:PATH}").reveal("db:5432"))
        .hasMessageContaining("not set");
    assertThatThrownBy(() -> new Secret("${file:/etc/passwd}").reveal("db:5432"))
        .isInstanceOf(SluiceException.class);
    assertThat(new Secret("${vault:x}").reveal("db:5432")).isEqualTo("${vault:x}");
  }

  @Test
  void a_variable_is_sent_only_to_the_servers_named_beside_it_and_the_key_to_none() {
    Map<String, String> environment =
        Map.of(
            "SLUICE_DATASOURCE_SHOP", CANARY,
            "SLUICE_DATASOURCE_SHOP_ENDPOINTS", "db:5432,a:9092 b:9092",
            "SLUICE_SECRET_KEY", "key");

    assertThat(SecretReference.variable("SLUICE_DATASOURCE_SHOP", "db:5432", environment))
        .isEqualTo(CANARY);
    assertThat(SecretReference.variable("SLUICE_DATASOURCE_SHOP", "a:9092, b:9092", environment))
        .isEqualTo(CANARY);
    for (String endpoints : List.of("evil:5432", "a:9092,evil:9092", "")) {
      assertThatThrownBy(
              () -> SecretReference.variable("SLUICE_DATASOURCE_SHOP", endpoints, environment))
          .hasMessageContaining("SLUICE_DATASOURCE_SHOP_ENDPOINTS");
    }
    for (String name : List.of("SLUICE_SECRET_KEY", "SLUICE_DATASOURCE_SHOP_ENDPOINTS")) {
      assertThatThrownBy(() -> SecretReference.variable(name, "db:5432", environment))
          .hasMessageContaining("not set");
    }
  }

  private String stored(String sealed) {
    return new String(codec.write(postgres), UTF_8).replaceAll("v1\\.[^\"]*", sealed);
  }

  private void refused(String message, String json) {
    assertThatThrownBy(() -> codec.read(json.getBytes(UTF_8)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("canary"));
  }

  private static void refusedKey(
      String message,
      @org.jspecify.annotations.Nullable String text,
      @org.jspecify.annotations.Nullable String file) {
    assertThatThrownBy(() -> SealingKey.from(text, file))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("canary"));
  }

  private static String trace(Throwable e) {
    var text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void while_keys_are_changed_the_others_are_accepted_too() {
    String first = text(1);
    String second = text(2);
    var before = new DataSourceCodec(SealingKey.from(first, null));
    var between = new DataSourceCodec(SealingKey.from(first + "\nnext " + second, null));
    var after = new DataSourceCodec(SealingKey.from(second + "\nold " + first + "\n", null));
    var alone = new DataSourceCodec(SealingKey.from(second, null));

    byte[] old = before.write(postgres);
    assertThat(between.read(old)).isEqualTo(postgres);
    assertThat(after.read(old)).isEqualTo(postgres);
    assertThat(after.isSealedAfresh(old)).isFalse();
    assertThatThrownBy(() -> alone.read(old)).isInstanceOf(SluiceException.class);

    byte[] anew = after.write(after.read(old));
    assertThat(after.isSealedAfresh(anew)).isTrue();
    assertThat(between.read(anew)).isEqualTo(postgres);
    assertThat(alone.read(anew)).isEqualTo(postgres);
    assertThatThrownBy(() -> before.read(anew)).isInstanceOf(SluiceException.class);
  }

  @Test
  void a_mac_is_known_by_all_who_hold_the_key_and_by_nobody_else() {
    byte[] content = CANARY.getBytes(UTF_8);
    byte[] mac = SealingKey.from(text(1), null).mac(content);
    assertThat(SealingKey.from(text(2) + "\nold " + text(1), null).isMacOf(mac, content)).isTrue();
    assertThat(SealingKey.from(text(2), null).isMacOf(mac, content)).isFalse();
    assertThat(SealingKey.from(text(1), null).isMacOf(mac, "other".getBytes(UTF_8))).isFalse();
  }

  @Test
  void a_file_with_two_keys_that_seal_or_none_is_refused() {
    for (String keys : List.of(text(1) + "\n" + text(2), "old " + text(1), "new " + text(1))) {
      assertThatThrownBy(() -> SealingKey.from(keys, null))
          .isInstanceOf(SluiceException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text(1)));
    }
  }

  private static String text(int seed) {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static SealingKey key(int seed) {
    var bytes = new byte[32];
    bytes[0] = (byte) seed;
    return SealingKey.from(Base64.getEncoder().encodeToString(bytes), null);
  }
}
