/** Driver and executors: who runs which trial when, and what is heard meanwhile. */
@NullMarked
package org.tombola.spark.dispatch;

import org.jspecify.annotations.NullMarked;
