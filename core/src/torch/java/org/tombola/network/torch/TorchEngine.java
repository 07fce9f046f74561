package org.tombola.network.torch;

import java.util.Optional;
import org.tombola.network.AddedEngine;
import org.tombola.network.Design;
import org.tombola.network.Engine;
import org.tombola.network.Network;

/** What others may ask of this engine. */
public final class TorchEngine implements AddedEngine {
  @Override
  public Network blank(Design design) {
    return new TorchNetwork(design, Library.device());
  }

  @Override
  public Engine.Running running() {
    return Library.running();
  }

  @Override
  public boolean onGpu() {
    return Library.onGpu();
  }

  @Override
  public Optional<String> lacks() {
    return Library.lacks();
  }
}
