/**
 * What a page of the console shows, sent as it changes: states, figures, how many alerts are open;
 * and what there is to see of all at a glance.
 */
@NullMarked
package io.sluice.project.live;

import org.jspecify.annotations.NullMarked;
