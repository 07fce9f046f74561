package org.tombola.data;

/** What is done to training images, anew in every epoch. */
public sealed interface Augment permits None, CropFlip, CropFlipRotate {}
