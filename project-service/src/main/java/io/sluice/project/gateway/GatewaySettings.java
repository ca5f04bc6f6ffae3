package io.sluice.project.gateway;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway API is reached.
 *
 * @param allowedHosts names, without a port, under which it answers besides {@code localhost} and
 *     addresses, such as the name of a reverse proxy
 */
@ConfigurationProperties("sluice.gateway")
record GatewaySettings(@DefaultValue Set<String> allowedHosts) {}
