package io.sluice.project.alerts.channels;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an installation says about alerts.
 *
 * @param consoleUrl where people reach the console, for links in messages; none if left out
 */
@ConfigurationProperties("sluice.alerts")
record AlertChannelSettings(@DefaultValue("") String consoleUrl) {}
