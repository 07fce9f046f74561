/** What is measured on a network. */
@NullMarked
package org.tombola.measure;

import org.jspecify.annotations.NullMarked;
