/** Files with secrets, which nobody but their owner may read. */
@NullMarked
package io.sluice.files;

import org.jspecify.annotations.NullMarked;
