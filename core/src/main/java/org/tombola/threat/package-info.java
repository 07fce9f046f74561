/** What an attacker may do to an image: a norm, a radius, and the ball they make. */
@NullMarked
package org.tombola.threat;

import org.jspecify.annotations.NullMarked;
