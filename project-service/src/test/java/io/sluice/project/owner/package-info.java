/** Tests of projects as they are seen. */
@NullMarked
package io.sluice.project.owner;

import org.jspecify.annotations.NullMarked;
