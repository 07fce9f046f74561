/** Where Spark starts Tombola. */
@NullMarked
package org.tombola.spark;

import org.jspecify.annotations.NullMarked;
