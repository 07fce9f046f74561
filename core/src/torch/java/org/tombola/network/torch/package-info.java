/**
 * The engine on libtorch: its operations called one by one, without automatic differentiation, on
 * CPUs and GPUs. In builds with the profile {@code torch} only. May import network, tensor, random,
 * threat and method.
 */
@NullMarked
package org.tombola.network.torch;

import org.jspecify.annotations.NullMarked;
