package org.tombola.data;

/** Stand-in until it lands. */
public record CropFlip() implements Augment {}
