package org.tombola.data;

/** A data set of images. */
public sealed interface Source
    permits FashionMnist, Mnist, Cifar10, Cifar100, TinyImageNet, Shapes {}
