package io.sluice.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every service is told.
 *
 * @param region where this instance runs; it carries the components of its region only
 * @param partitions how many partitions the topics of commands and states have; fixed when an
 *     installation is made
 * @param secretKey key under which the secrets of data sources are sealed, 32 bytes in Base64
 * @param secretKeyFile a file that holds it, instead
 * @param restarts how often a component is restarted after transient faults before it fails
 * @param restartDelay delay before the first restart; doubles from one to the next
 * @param longestRestartDelay where the doubling ends
 * @param healthyAfter a run of this length starts the count of restarts anew
 * @param stopPatience how long a component may take to stop before its thread is interrupted
 */
@ConfigurationProperties("sluice")
public record KernelSettings(
    @DefaultValue("default") String region,
    @DefaultValue("32") int partitions,
    @Nullable String secretKey,
    @Nullable String secretKeyFile,
    @DefaultValue("100") int restarts,
    @DefaultValue("500ms") Duration restartDelay,
    @DefaultValue("15s") Duration longestRestartDelay,
    @DefaultValue("60s") Duration healthyAfter,
    @DefaultValue("4s") Duration stopPatience) {}
