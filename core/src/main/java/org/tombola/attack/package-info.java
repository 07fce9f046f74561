/** Adversarial attacks. Never learns that a network is sparse. */
@NullMarked
package org.tombola.attack;

import org.jspecify.annotations.NullMarked;
