#!/usr/bin/python3
"""Rebuilds a network that `tombola export --as npz` wrote as a PyTorch module.

    read_npz.py FILE... [--count N]

Prints what each file holds and, where it was written with --images, how many of the first N images
the module classifies correctly and how far its logits are from Tombola's, which are in the file.
In another program:

    from read_npz import network
    module = network("ID-final.npz")    # evaluation mode; images [n, c, h, w] in [0,1] to logits
"""

import argparse
import json

import numpy
import torch
from torch import nn
from torch.nn import functional


class Network(nn.Module):
    """The layers of an architecture, run in their order."""

    def __init__(self, architecture, arrays):
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleList(layer(entry, arrays) for entry in architecture["layers"])

    def forward(self, images):
        values = {self.architecture["input"]: images}
        for entry, module in zip(self.architecture["layers"], self.layers):
            value = module(*(values[name] for name in entry["inputs"]))
            values[entry["name"]] = torch.relu(value) if entry.get("activation") == "relu" else value
        return values[self.architecture["output"]]

    def train(self, mode=True):
        """A frozen normalisation, the input's, uses its own statistics while others train."""
        super().train(mode)
        for entry, module in zip(self.architecture["layers"], self.layers):
            if entry.get("frozen"):
                module.eval()
        return self


class Sum(nn.Module):
    """A residual sum."""

    def forward(self, left, right):
        return left + right


def layer(entry, arrays):
    """The module of one entry of "layers", its activation left out."""
    name, kind = entry["name"], entry["type"]
    window = {"stride": entry.get("stride"), "padding": entry.get("padding")}
    if kind == "convolution":
        weights = arrays[f"{name}.W"]  # [out, in, height, width]
        module = nn.Conv2d(weights.shape[1], weights.shape[0], entry["kernel"],
                           bias=entry["bias"], **window)
        return filled(module, weight=weights, bias=arrays.get(f"{name}.b"))
    if kind == "dense":
        weights = arrays[f"{name}.W"].T  # from [in, out]
        module = nn.Linear(weights.shape[1], weights.shape[0], bias=entry["bias"])
        return filled(module, weight=weights, bias=arrays.get(f"{name}.b"))
    if kind == "batch-normalisation":
        mean, variance = arrays[f"{name}.mean"], arrays[f"{name}.var"]
        of = nn.BatchNorm2d if len(entry["shape"]) == 3 else nn.BatchNorm1d
        module = of(len(mean), eps=entry["eps"], momentum=1 - entry["decay"],
                    affine=entry["affine"])
        return filled(module, running_mean=mean, running_var=variance,
                      weight=arrays.get(f"{name}.gamma"), bias=arrays.get(f"{name}.beta"))
    if kind == "max-pooling":
        return nn.MaxPool2d(entry["kernel"], **window)
    if kind == "average-pooling":
        return nn.AvgPool2d(entry["kernel"], count_include_pad=True, **window)
    if kind == "global-average-pooling":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    if kind == "flatten":
        return nn.Flatten()
    if kind == "unflatten":
        return nn.Unflatten(1, entry["shape"])
    if kind == "activation":
        return nn.Identity()
    if kind == "sum":
        return Sum()
    raise ValueError(f"Cannot rebuild the network: layer {name} is a {kind}")


def filled(module, **values):
    """The module with its parameters and statistics set; None where it has none."""
    with torch.no_grad():
        for name, value in values.items():
            if value is not None:
                getattr(module, name).copy_(torch.from_numpy(numpy.ascontiguousarray(value)))
    return module


def network(file):
    """The network of a file, or of the arrays numpy.load gave, in evaluation mode."""
    arrays = dict(numpy.load(file)) if isinstance(file, str) else dict(file)
    architecture = json.loads(str(arrays["architecture"]))
    if architecture["format"] != 1:
        raise ValueError(f"Cannot rebuild the network: it is of format {architecture['format']},"
                         " and this program reads 1")
    return Network(architecture, arrays).eval()


def tell(file, count):
    arrays = dict(numpy.load(file))
    module = network(arrays)
    print("trial {trial}, {checkpoint} network, epoch {epoch}".format(
        **json.loads(str(arrays["provenance"]))))
    masks = [array for name, array in arrays.items() if name.endswith(".mask")]
    print(f"{sum(mask.sum(dtype=int) for mask in masks)} of {sum(mask.size for mask in masks)}"
          " weights kept")
    if "images" not in arrays:
        return
    images = torch.from_numpy(arrays["images"][:count])
    with torch.no_grad():
        logits = torch.cat([module(batch) for batch in images.split(100)]).numpy()
    right = int((logits.argmax(1) == arrays["labels"][:count]).sum())
    print(f"{right} of {len(images)} images right")
    theirs = arrays["logits"][:count]
    print(f"logits off Tombola's by at most {abs(logits[:len(theirs)] - theirs).max():.1e},"
          f" the largest is {abs(theirs).max():.1e}")


def main():
    arguments = argparse.ArgumentParser(description="Rebuilds exported networks in PyTorch.")
    arguments.add_argument("files", nargs="+", metavar="FILE")
    arguments.add_argument("--count", type=int, default=1000, help="images looked at")
    given = arguments.parse_args()
    for file in given.files:
        tell(file, given.count)


if __name__ == "__main__":
    main()
