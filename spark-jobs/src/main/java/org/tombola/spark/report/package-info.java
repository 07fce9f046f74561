/** Makes a page of a sweep's answer. Numbers come from {@code gap} and {@code query}. */
@NullMarked
package org.tombola.spark.report;

import org.jspecify.annotations.NullMarked;
