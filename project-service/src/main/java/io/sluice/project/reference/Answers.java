package io.sluice.project.reference;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a write is answered with once its outcome is known: as a command has two answers, its return
 * type cannot say so.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Answers {
  Class<?> value();

  /** Whether it creates something: then the answer is 201, with its place. */
  boolean created() default false;
}
