/** The questions: sweep files and their plan. Never imports Spark or ND4J. */
@NullMarked
package org.tombola.sweeps;

import org.jspecify.annotations.NullMarked;
