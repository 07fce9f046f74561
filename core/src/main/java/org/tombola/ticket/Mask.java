package org.tombola.ticket;

/** Stand-in until it lands. */
public final class Mask {}
