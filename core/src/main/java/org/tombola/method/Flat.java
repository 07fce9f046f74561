package org.tombola.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component whose own components are written as if they were its record's: in sweep files, in
 * canonical JSON and in refusals nothing tells that the records nest. Its type is a record, and no
 * name may stand in both.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flat {}
