package org.tombola.method;

import org.jspecify.annotations.Nullable;

/**
 * A component of a record as sweep files write it.
 *
 * @param name kebab-case
 * @param type one word or two for a reader: "whole number", "linf | l2", "list of numbers"
 * @param standard the default as sweep files write it; null where it must be given
 */
public record Parameter(String name, String type, @Nullable String standard) {}
