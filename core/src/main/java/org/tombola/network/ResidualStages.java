package org.tombola.network;

/** What the residual networks share: stages of blocks, each stage wider and on smaller maps. */
final class ResidualStages {
  private ResidualStages() {}

  /** Adds a block and returns its name; a shortcut reshapes where the block changes the shape. */
  interface Block {
    String add(Blueprint net, String prefix, String input, int out, int stride, boolean reshapes);
  }

  /**
   * Adds "stage1/block1/" and so on; every stage but the first doubles its maps and halves them.
   *
   * @param from what the first block reads
   * @param maps channels of that
   * @param width channels of the first stage
   */
  static String add(
      Blueprint net, String from, int maps, int width, int stages, int blocks, Block block) {
    String last = from;
    int before = maps;
    for (int stage = 1; stage <= stages; stage++) {
      int out = width << (stage - 1);
      for (int b = 1; b <= blocks; b++) {
        int stride = stage > 1 && b == 1 ? 2 : 1;
        String prefix = "stage" + stage + "/block" + b + "/";
        last = block.add(net, prefix, last, out, stride, before != out);
        before = out;
      }
    }
    return last;
  }

  /** BN-ReLU-conv-BN-ReLU-conv plus the input, or a 1x1 convolution of the first BN-ReLU. */
  static String preActivated(
      Blueprint net, String prefix, String input, int out, int stride, boolean reshapes) {
    String active = net.relu(prefix + "relu1", net.batchNorm(prefix + "bn1", input));
    String shortcut =
        reshapes ? net.convolution(prefix + "shortcut", active, out, 1, stride) : input;
    String branch = net.convolution(prefix + "conv1", active, out, 3, stride);
    branch = net.relu(prefix + "relu2", net.batchNorm(prefix + "bn2", branch));
    branch = net.convolution(prefix + "conv2", branch, out, 3, 1);
    return net.sum(prefix + "sum", branch, shortcut);
  }
}
