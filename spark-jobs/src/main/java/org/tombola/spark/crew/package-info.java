/** Driver and executors: who runs which trial when, and what is heard meanwhile. */
@NullMarked
package org.tombola.spark.crew;

import org.jspecify.annotations.NullMarked;
