/**
 * Looks through a store for damage, leftovers and contradictions, and changes nothing. Stands above
 * {@code schema}, {@code files}, {@code store} and {@code claim}; none of these imports it, and it
 * never imports Spark.
 */
@NullMarked
package org.tombola.spark.audit;

import org.jspecify.annotations.NullMarked;
