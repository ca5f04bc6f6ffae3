package io.sluice.project.datasources;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data source as the API shows it; fields that its kind does not have are left out.
 *
 * @param password stars when one is set, never anything else
 * @param usedBy ids of projects that use it and are neither released nor deleted
 */
public record DataSourceView(
    String id,
    String name,
    DataSourceKind kind,
    String region,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String database,
    @Nullable String username,
    @Nullable String password,
    @Nullable String sslMode,
    @Nullable String bootstrapServers,
    @Nullable String security,
    @Nullable String sasl,
    List<String> usedBy,
    Instant createdAt,
    Instant updatedAt) {}
