/** Tests of projects as they are seen. */
@NullMarked
package io.sluice.project.projects;

import org.jspecify.annotations.NullMarked;
