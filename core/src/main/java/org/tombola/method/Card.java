package org.tombola.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a method is, in one line, as {@code tombola methods} shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Card {
  /** One line: what it does, and the paper. */
  String value();

  /** What sweep files call it; the kebab-case of its class's name where it does not say. */
  String name() default "";

  /** The version of the science since which its numbers hold; 0 where they always have. */
  int since() default 0;
}
