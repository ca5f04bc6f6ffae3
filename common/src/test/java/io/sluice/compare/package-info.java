@NullMarked
package io.sluice.compare;

import org.jspecify.annotations.NullMarked;
