/**
 * Registered endpoints: structured connection settings, the allow-list that builds driver
 * properties from them, and secrets.
 *
 * <p>JDBC and Hikari may be used; raw URLs and client properties from a user may not come in.
 *
 * <p>A secret leaves its sealed form only on its way into a driver; it is in no log line, event or
 * answer.
 */
@NullMarked
package io.sluice.datasource;

import org.jspecify.annotations.NullMarked;
