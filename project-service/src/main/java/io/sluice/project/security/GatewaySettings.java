package io.sluice.project.security;

import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway API is reached.
 *
 * @param allowedHosts names, without a port, under which it answers besides {@code localhost} and
 *     addresses, such as the name of a reverse proxy
 * @param corsOrigins origins of other sites whose pages may call it, with a token of their own;
 *     none unless listed
 * @param insecureHttp true to listen on the network without TLS all the same
 * @param requestsPerSecond of one caller, with ten times as many at once
 */
@ConfigurationProperties("sluice.gateway")
record GatewaySettings(
    @DefaultValue Set<String> allowedHosts,
    @DefaultValue List<String> corsOrigins,
    @DefaultValue("false") boolean insecureHttp,
    @DefaultValue("100") int requestsPerSecond) {}
