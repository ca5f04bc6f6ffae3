@NullMarked
package io.sluice.project.figures;

import org.jspecify.annotations.NullMarked;
