/**
 * The folder of a sweep: which of its files count, how trials are written, read and merged. Imports
 * only {@code schema} and {@code files} of this module, and never Spark.
 */
@NullMarked
package org.tombola.spark.store;

import org.jspecify.annotations.NullMarked;
