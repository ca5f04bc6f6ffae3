package io.sluice.component;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Everything a component service runs on. The service imports this and gives one {@link Task} bean.
 */
@Configuration(proxyBeanMethods = false)
@Import(ClusterAccess.class)
public class ComponentKernel {}
