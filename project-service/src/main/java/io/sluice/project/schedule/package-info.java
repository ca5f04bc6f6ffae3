/** Times at which things are done by themselves: whether they can be, and when the next one is. */
@NullMarked
package io.sluice.project.schedule;

import org.jspecify.annotations.NullMarked;
