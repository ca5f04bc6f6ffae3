@NullMarked
package io.sluice.writer.verify;

import org.jspecify.annotations.NullMarked;
