/**
 * A real standalone Spark cluster of processes, and the tests that need one: master, two workers,
 * four executors with made-up GPU addresses, and a driver that can be killed.
 */
@org.jspecify.annotations.NullMarked
package org.tombola.spark.cluster;
