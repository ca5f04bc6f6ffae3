package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret kept outside Sluice. Whoever registers a data source names the reference and the server
 * it is sent to, so only what was put there for this purpose can be named: variables that begin
 * with {@code SLUICE_SECRET_}, and files in {@code /run/secrets} or in the folder that the variable
 * {@code SLUICE_SECRETS} names.
 */
final class SecretReference {
  private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]*)}");
  private static final String VARIABLES = "SLUICE_SECRET_";
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

  static String resolve(String given) {
    Matcher form = FORM.matcher(given);
    if (!form.matches()) {
      return given;
    }
    return form.group(1).equals("env") ? variable(form.group(2)) : file(Path.of(form.group(2)));
  }

  private static boolean isAllowedVariable(String name) {
    return name.startsWith(VARIABLES) && name.length() > VARIABLES.length();
  }

  private static String variable(String name) {
    String value = isAllowedVariable(name) ? System.getenv(name) : null;
    if (value == null) {
      throw refused("the variable of the reference ${env:…} is not set in this service");
    }
    return value;
  }

  private static String file(Path path) {
    Path folder =
        Path.of(Optional.ofNullable(System.getenv("SLUICE_SECRETS")).orElse("/run/secrets"));
    return file(path, folder);
  }

  static String file(Path path, Path folder) {
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

  private static SluiceException refused(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, "the field 'password': " + detail);
  }
}
