package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret kept outside Sluice. Whoever registers a data source names the reference and the server
 * it is sent to, so only what was put there for this purpose can be named, and it is sent only to
 * the servers that whoever put it there has named beside it: variables that begin with {@code
 * SLUICE_DATASOURCE_}, their servers in the variable {@code …_ENDPOINTS}; and files in {@code
 * /run/secrets} or in the folder that the variable {@code SLUICE_SECRETS} names, their servers in
 * the file {@code ….endpoints}. The key that seals all secrets is neither.
 */
final class SecretReference {
  private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]*)}");
  private static final String VARIABLES = "SLUICE_DATASOURCE_";
  private static final String ENDPOINTS = "_ENDPOINTS";
  private static final long LARGEST = 4096;

  private SecretReference() {}

  static boolean isReference(String given) {
    return FORM.matcher(given).matches();
  }

  /** Refuses a reference that no service would ever follow, before it is stored. */
  static void check(String given) {
    Matcher form = FORM.matcher(given);
    if (form.matches() && form.group(1).equals("env") && !isAllowedVariable(form.group(2))) {
      throw refused("a variable for secrets is called " + VARIABLES + "…");
    }
  }

  static String resolve(String given, String endpoints) {
    Matcher form = FORM.matcher(given);
    if (!form.matches()) {
      return given;
    }
    return form.group(1).equals("env")
        ? variable(form.group(2), endpoints, System.getenv())
        : file(Path.of(form.group(2)), endpoints, folder());
  }

  private static boolean isAllowedVariable(String name) {
    return name.startsWith(VARIABLES)
        && name.length() > VARIABLES.length()
        && !name.endsWith(ENDPOINTS);
  }

  static String variable(String name, String endpoints, Map<String, String> environment) {
    String value = isAllowedVariable(name) ? environment.get(name) : null;
    if (value == null) {
      throw refused("the variable of the reference ${env:…} is not set in this service");
    }
    requireFor(endpoints, environment.getOrDefault(name + ENDPOINTS, ""), name + ENDPOINTS);
    return value;
  }

  private static Path folder() {
    return Path.of(Optional.ofNullable(System.getenv("SLUICE_SECRETS")).orElse("/run/secrets"));
  }

  static String file(Path path, String endpoints, Path folder) {
    String value = read(path, folder);
    Path beside = path.resolveSibling(path.getFileName() + ".endpoints");
    requireFor(endpoints, Files.exists(beside) ? read(beside, folder) : "", "the file " + beside);
    return value;
  }

  private static String read(Path path, Path folder) {
    try {
      Path real = path.toRealPath();
      // Mounted secrets are links to elsewhere below the folder; a link out of it is not followed.
      if (!real.startsWith(folder.toRealPath()) || Files.size(real) > LARGEST) {
        throw refused("the file of the reference ${file:…} is not in the folder for secrets");
      }
      return Files.readString(real).stripTrailing();
    } catch (IOException e) {
      throw refused("the file of the reference ${file:…} cannot be read by this service");
    }
  }

  private static void requireFor(String endpoints, String allowed, String where) {
    var known = Set.of(allowed.strip().split("[,\\s]+"));
    for (String endpoint : endpoints.split(",")) {
      if (!known.contains(endpoint.strip())) {
        throw refused(
            "the secret of the reference is not for this server; whoever runs this service names %s in %s"
                .formatted(endpoint.strip(), where));
      }
    }
  }

  private static SluiceException refused(String detail) {
    return new SluiceException(
        ErrorCode.INVALID_INPUT, "a reference (password, clientKey): " + detail);
  }
}
