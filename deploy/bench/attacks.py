#!/usr/bin/python3
"""Runs the reference AutoAttack on a network that `tombola export --as npz --images` wrote.

    attacks.py FILE --norm linf --epsilon 8/255 [--count N] [--seed N] [--parts NAME,...]

Runs each part of the standard version alone, then the ensemble (each part on what the ones before
left), on the first N images on processors, and prints robust accuracy and seconds. FILE-autoattack.npz
(--flags) holds, for each image, whether it stayed right: "clean", each part's name, "ensemble"; and
"settings".

Needs the authors' own package, autoattack (Croce and Hein 2020; github.com/fra31/auto-attack).
torchattacks 3.5 is no substitute: its AutoAttack leaves APGD, targeted APGD and FAB at 10 steps,
where the paper and the reference have 100.
"""

import argparse
import fractions
import json
import pathlib
import sys
import time

import numpy
import torch

from read_npz import network

NORMS = {"linf": "Linf", "l2": "L2"}
STANDARD = ("apgd-ce", "apgd-t", "fab-t", "square")
TOLERANCE = 1e-5  # of a perturbation's norm, relative to epsilon


def accuracy(flags):
    return f"{100 * flags.mean():.2f} % ({int(flags.sum())} of {len(flags)})"


def right(module, images, labels, batch):
    with torch.no_grad():
        logits = torch.cat([module(part) for part in images.split(batch)])
    return (logits.argmax(1) == labels).numpy()


def size(difference, norm):
    """The norm of each image's perturbation."""
    flat = difference.flatten(1)
    return flat.abs().amax(1) if norm == "linf" else flat.norm(dim=1)


def main():
    arguments = argparse.ArgumentParser(
        description="Runs the reference AutoAttack on an exported network.")
    arguments.add_argument("file")
    arguments.add_argument("--norm", choices=NORMS, required=True)
    arguments.add_argument("--epsilon", required=True, help="as 8/255 or 0.5, pixels in [0,1]")
    arguments.add_argument("--count", type=int, default=1000, help="images, from the first")
    arguments.add_argument("--batch", type=int, default=250)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--parts", default=",".join(STANDARD), help="run alone, then together")
    arguments.add_argument("--flags", help="file of flags; FILE-autoattack.npz unless given")
    given = arguments.parse_args()
    parts = given.parts.split(",")
    for part in parts:
        if part not in STANDARD:
            arguments.error(f"no part {part}: there are {', '.join(STANDARD)}")
    try:
        from autoattack import AutoAttack
    except ImportError:
        sys.exit("Cannot attack: Python has no autoattack; install the authors' package"
                 " (pip install git+https://github.com/fra31/auto-attack)")
    torch.set_num_threads(given.threads)
    epsilon = float(fractions.Fraction(given.epsilon))
    arrays = dict(numpy.load(given.file))
    if "images" not in arrays:
        sys.exit(f"Cannot attack {given.file}: it has no images; export it with --images test")
    module = network(arrays)
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    images = torch.from_numpy(arrays["images"][:given.count])
    labels = torch.from_numpy(arrays["labels"][:given.count])

    attack = AutoAttack(module, norm=NORMS[given.norm], eps=epsilon, seed=given.seed,
                        version="standard", verbose=False, device="cpu")
    flags = {"clean": right(module, images, labels, given.batch)}
    print(f"{'clean':<10} {accuracy(flags['clean'])}", flush=True)
    for name, run in [(part, [part]) for part in parts] + [("ensemble", parts)]:
        attack.attacks_to_run = run
        start = time.perf_counter()
        attacked = attack.run_standard_evaluation(images, labels, bs=given.batch)
        seconds = time.perf_counter() - start
        farthest = size(attacked - images, given.norm).max().item()
        if farthest > epsilon * (1 + TOLERANCE) or attacked.min() < 0 or attacked.max() > 1:
            sys.exit(f"Cannot trust {name}: it went {farthest} far, into"
                     f" [{attacked.min()}, {attacked.max()}]")
        flags[name] = right(module, attacked, labels, given.batch) & flags["clean"]
        print(f"{name:<10} {accuracy(flags[name])} in {seconds:.1f} s", flush=True)

    to = given.flags or str(pathlib.Path(given.file).with_suffix("")) + "-autoattack.npz"
    settings = {"file": given.file, "norm": given.norm, "epsilon": given.epsilon,
                "count": len(images), "batch": given.batch, "seed": given.seed,
                "parts": parts, "trial": json.loads(str(arrays["provenance"]))["trial"]}
    numpy.savez(to, settings=numpy.array(json.dumps(settings)), **flags)
    print(to)


if __name__ == "__main__":
    main()
