/** The API describes itself: its OpenAPI document, and a page about each code of a problem. */
@NullMarked
package io.sluice.project.reference;

import org.jspecify.annotations.NullMarked;
