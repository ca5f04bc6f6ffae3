/**
 * Lets in and keeps out: Spring Security's configuration, sign-in, and the answers to those who are
 * refused.
 *
 * <p>What somebody who is in may do is in {@code access}; who there is, in {@code users}.
 */
@NullMarked
package io.sluice.project.security;

import org.jspecify.annotations.NullMarked;
