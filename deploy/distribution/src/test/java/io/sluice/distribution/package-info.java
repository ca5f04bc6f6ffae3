/** The archive as whoever installs it gets it. */
@NullMarked
package io.sluice.distribution;

import org.jspecify.annotations.NullMarked;
