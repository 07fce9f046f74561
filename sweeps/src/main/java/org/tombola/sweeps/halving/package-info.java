/**
 * Early stopping: which trials compete, where they are compared, and who goes on. Knows nothing of
 * sweep files and of how work is scheduled.
 */
@NullMarked
package org.tombola.sweeps.halving;

import org.jspecify.annotations.NullMarked;
