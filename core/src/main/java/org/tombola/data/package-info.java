/** Data sets, their splits and augmentation. May import tensor and random. */
@NullMarked
package org.tombola.data;

import org.jspecify.annotations.NullMarked;
