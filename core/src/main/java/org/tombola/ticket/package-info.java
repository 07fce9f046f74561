/** Which weights are kept: masks and the methods that draw them. */
@NullMarked
package org.tombola.ticket;

import org.jspecify.annotations.NullMarked;
