/**
 * Networks as vector-Jacobian machines, and the choice of the engine that computes them. May import
 * tensor, random and method; with its engines it alone may import ND4J and DL4J.
 */
@NullMarked
package org.tombola.network;

import org.jspecify.annotations.NullMarked;
