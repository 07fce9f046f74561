package org.tombola.sweeps;

import java.util.List;

/** Provisional. */
public record Halving(List<String> over, int reduction, int firstEpoch) {}
