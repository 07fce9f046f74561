/**
 * Writes a trial's network as public leaderboards list theirs. The formats are theirs; what Tombola
 * does not know (paper, authors, venue) is left null. Needs no Spark and never writes to a store.
 */
@NullMarked
package org.tombola.spark.leaderboard;

import org.jspecify.annotations.NullMarked;
