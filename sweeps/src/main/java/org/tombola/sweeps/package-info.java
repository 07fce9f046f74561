/** The questions: sweep files, their plan, a local runner. Never imports Spark or ND4J. */
@NullMarked
package org.tombola.sweeps;

import org.jspecify.annotations.NullMarked;
