/** One action on many projects in one call, each with its own outcome; and the tags they have. */
@NullMarked
package io.sluice.project.batch;

import org.jspecify.annotations.NullMarked;
