/** The command line over the gateway API: for people as tables, for scripts as JSON. */
@NullMarked
package io.sluice.ctl;

import org.jspecify.annotations.NullMarked;
