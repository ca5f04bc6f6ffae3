/**
 * All of Sluice in one process: a broker, a PostgreSQL, the four services, and the demo.
 *
 * <p>Wiring only; the one room that sees every service. No rule of the product may live here.
 *
 * <p>Starts from the outside in and stops from the inside out: services first, then broker, then
 * PostgreSQL.
 */
@NullMarked
package io.sluice.standalone;

import org.jspecify.annotations.NullMarked;
