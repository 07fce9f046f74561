package org.tombola.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value at which a component changes nothing, so that canonical JSON leaves it out.
 *
 * <p>Declared on a component that is added to a record later: trials that do not use it keep the
 * identity they had before. The value is JSON, read as the component's type.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Neutral {
  /** The value, as JSON: {@code "0"}, {@code "false"}, {@code "[]"}. */
  String value();
}
