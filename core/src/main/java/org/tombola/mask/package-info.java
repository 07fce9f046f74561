/** Which weights are kept, and how that changes while training. It never imports who decides. */
@NullMarked
package org.tombola.mask;

import org.jspecify.annotations.NullMarked;
