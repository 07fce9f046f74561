#!/usr/bin/python3
"""Times PyTorch on the networks of EngineBench: one line a measure, tab-separated.

    pytorch.py [--threads N] [--repeats N] [--warmup N] [--networks small-cnn,pre-act-resnet-18,convolutions]
               [--measures training-step,input-gradient]

Columns: engine, network, batch, measure, threads, median seconds, fastest seconds. Measures:
parameter-gradient and input-gradient are a forward pass by batch statistics and the named gradient
of <cotangent, logits>; input-gradient-eval takes the running statistics. training-step is one step
of adversarial training: PGD examples by batch statistics (10 steps on PreActResNet18, 5 on
SmallCnn), then stochastic gradient descent with momentum and weight decay on them. Float32; each in
PyTorch's two layouts, "pytorch" (NCHW) and "pytorch-nhwc" (channels_last). PyTorch computes masked
weights like all others, so that its time is the same at every sparsity.
"""

import argparse
import statistics
import time

import torch
from torch import nn


class Normalise(nn.Module):
    """Subtracts the mean and divides by the deviation, per channel."""

    def __init__(self, channels):
        super().__init__()
        self.register_buffer("mean", torch.full((1, channels, 1, 1), 0.5))
        self.register_buffer("deviation", torch.full((1, channels, 1, 1), 0.25))

    def forward(self, x):
        return (x - self.mean) / self.deviation


class Block(nn.Module):
    """A pre-activation block; a bare 1x1 convolution of its first BN-ReLU where shapes change."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        active = torch.relu(self.bn1(x))
        straight = x if self.shortcut is None else self.shortcut(active)
        return self.conv2(torch.relu(self.bn2(self.conv1(active)))) + straight


def pre_act_res_net18():
    layers = [Normalise(3), nn.Conv2d(3, 64, 3, 1, 1, bias=False)]
    inputs = 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
        inputs = outputs
    layers += [nn.BatchNorm2d(512), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
               nn.Linear(512, 10)]
    return nn.Sequential(*layers)


def small_cnn(width=16):
    layers = [Normalise(1)]
    inputs = 1
    for outputs, stride in ((width, 2), (2 * width, 1), (4 * width, 2)):
        layers += [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs),
                   nn.ReLU()]
        inputs = outputs
    layers += [nn.Flatten(), nn.Linear(4 * width * 7 * 7, 10)]
    return nn.Sequential(*layers)


def convolutions():
    """The sixteen 3x3 convolutions of ResNet-18's blocks, one after the other, and a classifier."""
    layers = []
    inputs = 64
    for i in range(16):
        outputs = 64 << i // 4
        layers.append(nn.Conv2d(inputs, outputs, 3, 1 if outputs == inputs else 2, 1, bias=False))
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


EPSILON = 8 / 255

# name: (network, shape of a batch of images, PGD steps, trained parameters as EngineBench's twin has)
NETWORKS = {
    "small-cnn": (small_cnn, (128, 1, 28, 28), 5, 54_778),
    "pre-act-resnet-18": (pre_act_res_net18, (128, 3, 32, 32), 10, 11_172_170),
    "convolutions": (convolutions, (128, 64, 32, 32), 10, 10_990_602),
}
MEASURES = ("training-step", "parameter-gradient", "input-gradient", "input-gradient-eval")
LAYOUTS = {"pytorch": torch.contiguous_format, "pytorch-nhwc": torch.channels_last}


def measures(network, images, cotangent, steps):
    """Each measure's name and the work to time."""

    def parameter_gradient():
        network.train()
        for parameter in network.parameters():
            parameter.requires_grad_(True)
            parameter.grad = None
        network(images).backward(cotangent)

    def input_gradient():
        for parameter in network.parameters():
            parameter.requires_grad_(False)
        pixels = images.detach().requires_grad_(True)
        torch.autograd.grad(network(pixels), pixels, cotangent)

    def input_gradient_train():
        network.train()
        input_gradient()

    def input_gradient_eval():
        network.eval()
        input_gradient()

    labels = torch.arange(len(images)) % 10
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), 0.02, momentum=0.9, weight_decay=5e-4)

    def training_step():
        network.train()
        for parameter in network.parameters():
            parameter.requires_grad_(False)
        points = (images + torch.empty_like(images).uniform_(-EPSILON, EPSILON)).clamp_(0, 1)
        for _ in range(steps):
            points.requires_grad_(True)
            slope, = torch.autograd.grad(criterion(network(points), labels), points)
            with torch.no_grad():
                points = points + EPSILON / 4 * slope.sign()
                points = torch.min(torch.max(points, images - EPSILON), images + EPSILON).clamp_(0, 1)
        for parameter in network.parameters():
            parameter.requires_grad_(True)
        optimizer.zero_grad()
        criterion(network(points), labels).backward()
        optimizer.step()

    return {"parameter-gradient": parameter_gradient, "input-gradient": input_gradient_train,
            "input-gradient-eval": input_gradient_eval, "training-step": training_step}


def seconds(work, warmup, repeats):
    for _ in range(warmup):
        work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def main():
    arguments = argparse.ArgumentParser(description="Times PyTorch, tab-separated.")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--warmup", type=int, default=3)
    arguments.add_argument("--repeats", type=int, default=9)
    arguments.add_argument("--networks", default=",".join(NETWORKS))
    arguments.add_argument("--measures", default=",".join(MEASURES))
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    for name in given.networks.split(","):
        if name not in NETWORKS:
            arguments.error(f"no network {name}: there are {', '.join(NETWORKS)}")
        build, shape, steps, expected = NETWORKS[name]
        for engine, layout in LAYOUTS.items():
            network = build().to(memory_format=layout)
            found = sum(parameter.numel() for parameter in network.parameters())
            assert found == expected, f"{name} has {found} parameters, not {expected}"
            images = torch.rand(shape).to(memory_format=layout)
            every = measures(network, images, torch.randn(shape[0], 10), steps)
            for measure in given.measures.split(","):
                if measure not in every:
                    arguments.error(f"no measure {measure}: there are {', '.join(every)}")
                times = seconds(every[measure], given.warmup, given.repeats)
                print(engine, name, shape[0], measure, given.threads,
                      f"{statistics.median(times):.5f}", f"{min(times):.5f}", sep="\t", flush=True)


if __name__ == "__main__":
    main()
