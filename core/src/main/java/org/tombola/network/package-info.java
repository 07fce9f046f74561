/**
 * Networks as vector-Jacobian machines. May import tensor and random, and alone may import DL4J.
 */
@NullMarked
package org.tombola.network;

import org.jspecify.annotations.NullMarked;
