package org.tombola.trial;

/**
 * What made a row.
 *
 * @param scienceVersion moves when the same trial would give other numbers
 * @param tombolaVersion of the product
 * @param commit of the source it was built from, "unknown" outside a checkout
 * @param java version of the JVM
 * @param backend of ND4J, with its version
 * @param cpu model of the processor
 * @param threads native threads of the slot
 * @param host that ran it
 * @param dataDigest SHA-256 of the images and labels used
 * @param startedAt ISO-8601, UTC
 * @param finishedAt ISO-8601, UTC
 */
public record Provenance(
    int scienceVersion,
    String tombolaVersion,
    String commit,
    String java,
    String backend,
    String cpu,
    int threads,
    String host,
    String dataDigest,
    String startedAt,
    String finishedAt) {
  /** The science of this build: raised when the same trial would give other numbers. */
  public static final int SCIENCE_VERSION = 1;
}
