package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.files.OwnerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key under which the secrets of data sources are sealed (AES-256-GCM). All services hold the
 * same one; it is never on Kafka and prints as its id alone.
 */
public final class SealingKey {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String VERSION = "v1";
  private static final String MAC = "HmacSHA256";

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;
  private final SecretKeySpec macKey;
  private final String id;

  /** Those that are accepted beside this one while keys are changed. */
  private final List<SealingKey> others;

  private SealingKey(byte[] bytes, List<SealingKey> others) {
    this.others = List.copyOf(others);
    key = new SecretKeySpec(bytes, "AES");
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      id = HexFormat.of().formatHex(Arrays.copyOf(digest, 4));
      // A key of its own, so that no use of one says anything about the other.
      Mac derive = Mac.getInstance(MAC);
      derive.init(new SecretKeySpec(bytes, MAC));
      macKey = new SecretKeySpec(derive.doFinal("sluice mac v1".getBytes(US_ASCII)), MAC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * From {@code sluice.secret-key} or {@code sluice.secret-key-file}: exactly one of them.
   *
   * @param text 32 bytes in Base64. While keys are changed, several lines: the key that seals, and
   *     others after the word {@code next} or {@code old}, which are accepted too
   * @param file a file that holds such a text
   * @throws SluiceException INVALID_INPUT
   */
  public static SealingKey from(@Nullable String text, @Nullable String file) {
    String key = text == null ? "" : text;
    String path = file == null ? "" : file;
    if (key.isBlank() == path.isBlank()) {
      throw invalid("set one of sluice.secret-key and sluice.secret-key-file");
    }
    return path.isBlank() ? parse(key, "sluice.secret-key") : read(Path.of(path));
  }

  /**
   * Makes a key file that only its owner may read, or reads the one that is there.
   *
   * @throws SluiceException INVALID_INPUT when the file cannot be made or holds no key
   */
  public static SealingKey createFile(Path file) {
    var bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes) + "\n";
    try {
      return parse(OwnerFile.makeOnce(file, text), "sluice.secret-key-file");
    } catch (IOException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "sluice.secret-key-file: " + file + " cannot be made", e);
    }
  }

  /** Tells keys apart without saying anything about them. */
  public String id() {
    return id;
  }

  /**
   * A secret for storing.
   *
   * @param about what it belongs to; it can be opened for the very same alone
   */
  public String seal(Secret secret, String about) {
    return seal(secret.given(), about);
  }

  /**
   * @throws SluiceException INVALID_INPUT when it was sealed under another key, for something else,
   *     or was changed
   */
  public Secret unseal(String sealed, String about) {
    return new Secret(open(sealed, about));
  }

  /** Whether a sealed secret is so under the key that seals now. */
  public boolean isSealedAfresh(String sealed) {
    return sealed.startsWith(VERSION + "." + id + ".");
  }

  /**
   * @param about what the secret belongs to; it can be opened for the very same alone
   */
  String seal(String secret, String about) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, secret.getBytes(StandardCharsets.UTF_8), about);
    byte[] both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    return String.join(
        ".", VERSION, id, Base64.getUrlEncoder().withoutPadding().encodeToString(both));
  }

  /**
   * @throws SluiceException INVALID_INPUT when it was sealed under another key, for something else,
   *     or was changed
   */
  String open(String sealed, String about) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw invalid("the secret is not in a form that this version can open");
    }
    if (!parts[1].equals(id)) {
      return others.stream()
          .filter(other -> other.id.equals(parts[1]))
          .findFirst()
          .orElseThrow(
              () ->
                  invalid(
                      "the secret is sealed under another key than this service holds ("
                          + id
                          + ")"))
          .open(sealed, about);
    }
    try {
      byte[] both = Base64.getUrlDecoder().decode(parts[2]);
      if (both.length < NONCE_BYTES) {
        throw new IllegalArgumentException("too short");
      }
      byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
      byte[] rest = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
      return new String(run(Cipher.DECRYPT_MODE, nonce, rest, about), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw invalid("the secret was changed since it was sealed");
    }
  }

  /** Shows to other holders of the key that one of them had this content. */
  public byte[] mac(byte[] content) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(macKey);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In the same time whether it is or not. */
  public boolean isMacOf(byte[] mac, byte[] content) {
    return MessageDigest.isEqual(mac, mac(content))
        || others.stream().anyMatch(other -> other.isMacOf(mac, content));
  }

  @Override
  public String toString() {
    return "SealingKey[" + id + "]";
  }

  private byte[] run(int mode, byte[] nonce, byte[] input, String about) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SealingKey read(Path file) {
    try {
      return parse(Files.readString(file), "sluice.secret-key-file");
    } catch (IOException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "sluice.secret-key-file: " + file + " cannot be read", e);
    }
  }

  private static SealingKey parse(String text, String setting) {
    var sealing = new ArrayList<byte[]>();
    var others = new ArrayList<SealingKey>();
    for (String line : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
      String[] words = line.split("\\s+");
      byte[] bytes = bytes(words[words.length - 1]);
      if (words.length == 1) {
        sealing.add(bytes);
      } else if (words.length == 2 && (words[0].equals("next") || words[0].equals("old"))) {
        others.add(new SealingKey(bytes, List.of()));
      } else {
        bytes = new byte[0];
      }
      if (bytes.length != KEY_BYTES) {
        throw invalid(setting + " must be 32 bytes in Base64 (openssl rand -base64 32)");
      }
    }
    if (sealing.size() != 1) {
      throw invalid(setting + " must have one key that seals; others have next or old before them");
    }
    return new SealingKey(sealing.getFirst(), others);
  }

  /** Empty for what is not Base64; the exception would quote the key. */
  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }
}
