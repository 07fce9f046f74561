/**
 * Single files, whole or not there on any file system: Parquet files, and the results and
 * checkpoints of stages. What cannot be parsed is told apart from what cannot be reached. Never
 * imports another package of this module, so it knows no table and no store.
 */
@NullMarked
package org.tombola.spark.files;

import org.jspecify.annotations.NullMarked;
