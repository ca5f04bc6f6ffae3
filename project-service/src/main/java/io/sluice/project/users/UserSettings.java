package io.sluice.project.users;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How users come into being.
 *
 * @param initialPasswordFile holds the password of the user {@code admin} that the first start
 *     makes; made with a random one when it is not there
 */
@ConfigurationProperties("sluice.users")
record UserSettings(@DefaultValue("admin.password") Path initialPasswordFile) {}
