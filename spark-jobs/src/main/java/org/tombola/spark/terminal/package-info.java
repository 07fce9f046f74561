/** What users look at. Knows none of the other rooms. */
@NullMarked
package org.tombola.spark.terminal;

import org.jspecify.annotations.NullMarked;
