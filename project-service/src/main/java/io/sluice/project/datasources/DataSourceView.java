package io.sluice.project.datasources;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data source as the API shows it; fields that its kind does not have are left out.
 *
 * @param username like all that is connected with credentials, null for viewers
 * @param password stars when one is set, never anything else
 * @param clientKey stars when one is set, never anything else
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
    @Nullable String caCertificate,
    @Nullable String clientCertificate,
    @Nullable String clientKey,
    @Nullable String tokenEndpoint,
    @Nullable String scope,
    List<String> usedBy,
    Instant createdAt,
    Instant updatedAt) {}
