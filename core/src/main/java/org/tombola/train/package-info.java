/** Training: recipes, schedules, the loop. */
@NullMarked
package org.tombola.train;

import org.jspecify.annotations.NullMarked;
