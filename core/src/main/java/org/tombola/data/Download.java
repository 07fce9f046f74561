package org.tombola.data;

/**
 * How far a download is.
 *
 * @param what file or package being fetched
 * @param done bytes so far
 * @param total bytes in all; -1 where the sender does not say
 */
public record Download(String what, long done, long total) {}
