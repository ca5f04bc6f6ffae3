@NullMarked
package io.sluice.project.alerts.rules;

import org.jspecify.annotations.NullMarked;
