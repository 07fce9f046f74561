package org.tombola.data;

/** Stand-in until it lands. */
public record CropFlipRotate() implements Augment {}
