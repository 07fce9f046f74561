package org.tombola.train;

/** A family of ways to make training examples and their loss. */
public sealed interface Recipe permits Standard, PgdAt {}
