/** How a service tells whoever runs it that it lives, and that it does its share. */
@NullMarked
package io.sluice.management;

import org.jspecify.annotations.NullMarked;
