/** The engine on ND4J: native operations bound once to arrays that are kept. */
@NullMarked
package org.tombola.network.nd4j;

import org.jspecify.annotations.NullMarked;
