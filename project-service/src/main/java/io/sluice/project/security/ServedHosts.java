package io.sluice.project.security;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The names under which the server answers. Under any other a page of the internet could have its
 * own name point here (DNS rebinding) and read and steer with the reader's network access. An
 * address cannot be pointed elsewhere.
 */
@Component
class ServedHosts implements Predicate<String> {
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");

  private final Set<String> names;

  ServedHosts(GatewaySettings settings) {
    this.names =
        settings.allowedHosts().stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean test(String name) {
    String host = name.toLowerCase(Locale.ROOT);
    return host.equals("localhost") || names.contains(host) || ADDRESS.matcher(host).matches();
  }
}
