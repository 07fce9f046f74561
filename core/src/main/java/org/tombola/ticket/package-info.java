/**
 * The methods that find tickets: which weights are kept, the values they start from, and what that
 * takes. It never imports stages or sweeps.
 */
@NullMarked
package org.tombola.ticket;

import org.jspecify.annotations.NullMarked;
