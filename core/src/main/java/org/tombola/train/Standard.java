package org.tombola.train;

import org.tombola.method.Card;

/** Cross-entropy on the images as they are. */
@Card("cross-entropy on the images as they are")
public record Standard() implements Recipe {}
