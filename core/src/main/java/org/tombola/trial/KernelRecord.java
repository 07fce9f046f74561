package org.tombola.trial;

import org.tombola.network.Passes;

/**
 * How near a sparse network's adversarial-training dynamics are to its dense twin's at one epoch.
 *
 * @param epoch from 1; 0 is before training
 * @param distance of the tangent kernels, Frobenius norm of the difference by that of the dense one
 * @param cosine of the tangent kernels
 * @param velocityCosine of the velocities of the logits under gradient flow
 * @param logitDistance root mean square over points and classes
 * @param denseNorm Frobenius norm of the dense network's kernel
 * @param points images on each side of the kernel
 * @param probes the norms are estimated with; 0 where they are exact
 * @param passes of this measurement
 * @param seconds wall-clock
 */
public record KernelRecord(
    int epoch,
    double distance,
    double cosine,
    double velocityCosine,
    double logitDistance,
    double denseNorm,
    int points,
    int probes,
    Passes passes,
    double seconds) {}
