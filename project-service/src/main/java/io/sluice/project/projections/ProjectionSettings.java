package io.sluice.project.projections;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can ask of the projections.
 *
 * @param rebuildProjections true to empty them at start and make them again from the event log
 */
@ConfigurationProperties("sluice")
record ProjectionSettings(@DefaultValue("false") boolean rebuildProjections) {}
