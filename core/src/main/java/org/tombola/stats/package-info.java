/** Intervals and tests on plain numbers. */
@NullMarked
package org.tombola.stats;

import org.jspecify.annotations.NullMarked;
