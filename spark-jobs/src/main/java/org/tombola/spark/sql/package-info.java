/** Puts a store's tables and the views made of them before Spark SQL. Never writes to a store. */
@NullMarked
package org.tombola.spark.sql;

import org.jspecify.annotations.NullMarked;
