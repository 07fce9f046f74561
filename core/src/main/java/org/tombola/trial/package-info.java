/** One trial: its specification, its run, its records. */
@NullMarked
package org.tombola.trial;

import org.jspecify.annotations.NullMarked;
