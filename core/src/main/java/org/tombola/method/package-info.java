/** Methods as records: their names, parameters, defaults and cards, and their canonical JSON. */
@NullMarked
package org.tombola.method;

import org.jspecify.annotations.NullMarked;
