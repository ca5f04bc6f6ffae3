/** Tests of data sources. */
@NullMarked
package io.sluice.project.datasources;

import org.jspecify.annotations.NullMarked;
