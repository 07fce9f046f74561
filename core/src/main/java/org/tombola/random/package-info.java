/** The only source of randomness. */
@NullMarked
package org.tombola.random;

import org.jspecify.annotations.NullMarked;
