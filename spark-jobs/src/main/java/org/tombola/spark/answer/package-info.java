/** Reads tables and tells robust generalization gaps. Statistics come from core. */
@NullMarked
package org.tombola.spark.answer;

import org.jspecify.annotations.NullMarked;
