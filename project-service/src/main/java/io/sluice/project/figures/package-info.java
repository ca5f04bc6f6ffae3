/**
 * The history of figures: latency, rates and write duration of each component, sampled every two
 * seconds from what is known of it, and kept in three resolutions.
 *
 * <p>A component that is paused or silent has a latency that rises, because it is sampled here.
 */
@NullMarked
package io.sluice.project.figures;

import org.jspecify.annotations.NullMarked;
