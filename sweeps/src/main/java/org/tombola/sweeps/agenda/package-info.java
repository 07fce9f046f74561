/**
 * Scheduling: what of a plan is ready to run next, and how much work it is. Never imports Spark or
 * ND4J, and no sweep file is read here.
 */
@NullMarked
package org.tombola.sweeps.agenda;

import org.jspecify.annotations.NullMarked;
