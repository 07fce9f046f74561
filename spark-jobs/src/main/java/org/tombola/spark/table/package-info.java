/** The Parquet tables: their columns, how trials are written and read. Computes nothing. */
@NullMarked
package org.tombola.spark.table;

import org.jspecify.annotations.NullMarked;
