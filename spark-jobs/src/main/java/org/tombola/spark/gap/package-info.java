/** Reads tables and tells robust generalization gaps. Statistics come from core. */
@NullMarked
package org.tombola.spark.gap;

import org.jspecify.annotations.NullMarked;
