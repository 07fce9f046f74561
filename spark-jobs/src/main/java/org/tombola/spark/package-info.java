/** The command line. */
@NullMarked
package org.tombola.spark;

import org.jspecify.annotations.NullMarked;
