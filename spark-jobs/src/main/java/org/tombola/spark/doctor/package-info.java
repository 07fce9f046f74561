/**
 * Looks every executor over before a sweep spends anything: what it has, whether the shipped native
 * code runs there, whether it computes right. Computes nothing itself; never imports the command
 * line.
 */
@NullMarked
package org.tombola.spark.doctor;

import org.jspecify.annotations.NullMarked;
