/** Tests of files and rules of objects. */
@NullMarked
package io.sluice.project.objects;

import org.jspecify.annotations.NullMarked;
