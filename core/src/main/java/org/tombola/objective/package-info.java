/** Losses as functions of logits. */
@NullMarked
package org.tombola.objective;

import org.jspecify.annotations.NullMarked;
