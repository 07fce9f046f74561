/**
 * The tables: their columns, how a trial becomes rows, what a row read back says, and how a
 * specification is shown. Never imports another package of this module, nor Hadoop or Spark: it
 * neither reads nor writes.
 */
@NullMarked
package org.tombola.spark.schema;

import org.jspecify.annotations.NullMarked;
