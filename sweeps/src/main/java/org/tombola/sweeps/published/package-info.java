/**
 * What papers report: their printed numbers, where they stand, and how our sweeps differ. Numbers
 * are data in files among the resources, one a paper. Imports nothing of the sweep language.
 */
@NullMarked
package org.tombola.sweeps.published;

import org.jspecify.annotations.NullMarked;
