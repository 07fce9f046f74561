/**
 * The engine on the processor's vectors, in plain Java: its cost follows the mask, and its bits do
 * not depend on threads or on the width of registers. Needs the module jdk.incubator.vector.
 */
@NullMarked
package org.tombola.network.vector;

import org.jspecify.annotations.NullMarked;
