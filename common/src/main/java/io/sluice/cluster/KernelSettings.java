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
 * @param retryDelay delay before a component that met a fault outside is first tried again; doubles
 *     from one try to the next
 * @param longestRetryDelay where the doubling ends
 * @param holdsAfter a try that lasts so long is a run again; doubles each time that such a run ends
 *     by a fault soon, up to {@code healthyAfter}
 * @param healthyAfter a run of this length counts as if there never was a fault
 * @param stopPatience how long a component may take to stop before its thread is interrupted
 */
@ConfigurationProperties("sluice")
public record KernelSettings(
    @DefaultValue("default") String region,
    @DefaultValue("32") int partitions,
    @Nullable String secretKey,
    @Nullable String secretKeyFile,
    @DefaultValue("500ms") Duration retryDelay,
    @DefaultValue("60s") Duration longestRetryDelay,
    @DefaultValue("2s") Duration holdsAfter,
    @DefaultValue("10m") Duration healthyAfter,
    @DefaultValue("4s") Duration stopPatience) {}
