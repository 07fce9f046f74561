/** Pure functions and values on arrays. */
@NullMarked
package org.tombola.tensor;

import org.jspecify.annotations.NullMarked;
