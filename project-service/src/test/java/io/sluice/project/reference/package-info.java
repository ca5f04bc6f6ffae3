/** Tests of what the API says of itself. */
@NullMarked
package io.sluice.project.reference;

import org.jspecify.annotations.NullMarked;
