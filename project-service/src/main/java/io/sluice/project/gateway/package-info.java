/**
 * What all parts of the HTTP API share: who calls, how a command becomes a command and is waited
 * for, how a fault is told.
 *
 * <p>No feature comes in here. Features use {@link CommandGateway} and throw SluiceException; they
 * never build an error answer.
 *
 * <p>Every answer that is not a success is a problem document with a code of ErrorCode, never a
 * stack, a driver's text or a secret.
 */
@NullMarked
package io.sluice.project.gateway;

import org.jspecify.annotations.NullMarked;
