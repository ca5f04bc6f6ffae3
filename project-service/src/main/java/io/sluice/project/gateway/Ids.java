package io.sluice.project.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Ids of new things, and where they are. */
public final class Ids {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 10;

  private Ids() {}

  /** 201, with where it is. */
  public static <T> ResponseEntity<T> made(String path, T body) {
    return ResponseEntity.created(place(path)).body(body);
  }

  /** The same when the answer waited for it to be made; otherwise as it is. */
  public static ResponseEntity<Object> made(String path, ResponseEntity<Object> answer) {
    return answer.getStatusCode().isSameCodeAs(HttpStatus.OK)
        ? ResponseEntity.created(place(path)).headers(answer.getHeaders()).body(answer.getBody())
        : answer;
  }

  private static URI place(String path) {
    return URI.create("/api/v1" + path);
  }

  /** Made from the command's id, so that a repeated creation creates the same and not another. */
  public static String of(String prefix, Caller caller) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((prefix + caller.commandId()).getBytes(UTF_8));
      var id = new StringBuilder(prefix);
      for (int i = 0; i < LENGTH; i++) {
        id.append(DIGITS.charAt(digest[i] & 31));
      }
      return id.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
