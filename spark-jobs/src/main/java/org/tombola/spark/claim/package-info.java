/**
 * The right to work on a store, which one process has at a time. Imports only {@code files} and
 * {@code store} of this module; it never looks into a table.
 */
@NullMarked
package org.tombola.spark.claim;

import org.jspecify.annotations.NullMarked;
