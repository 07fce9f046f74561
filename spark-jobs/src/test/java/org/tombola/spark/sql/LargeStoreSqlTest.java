package org.tombola.spark.sql;

/** The same of a store that is too large for memory: Spark's tasks read its files. */
class LargeStoreSqlTest extends StoreSqlTest {
  @Override
  boolean small() {
    return false;
  }
}
