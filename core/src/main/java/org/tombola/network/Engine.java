package org.tombola.network;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import org.tombola.method.Names;
import org.tombola.method.Refused;
import org.tombola.network.nd4j.Nd4jEngine;
import org.tombola.network.vector.VectorEngine;

/** What computes a network's passes. */
public enum Engine {
  /** ND4J's native operations, on CPUs and on CUDA GPUs. */
  ND4J {
    @Override
    public Network blank(Design design) {
      return Nd4jEngine.blank(design);
    }

    @Override
    public Running running() {
      return Nd4jEngine.running();
    }
  },

  /** The processor's vectors in plain Java: cost follows the mask, bits depend on no thread. */
  VECTOR {
    @Override
    public Network blank(Design design) {
      return VectorEngine.blank(design);
    }

    @Override
    public Running running() {
      // its arrays are Java's, but the bound is the process'
      return VectorEngine.running(Nd4jEngine.running().residentBytes());
    }

    @Override
    public Optional<String> lacks() {
      return VectorEngine.lacks();
    }
  },

  /** libtorch's operations, on CPUs and on CUDA GPUs; in builds that have it. */
  TORCH {
    @Override
    public Network blank(Design design) {
      return added().blank(design);
    }

    @Override
    public Running running() {
      return added().running();
    }

    @Override
    public Optional<String> lacks() {
      return Added.TORCH
          .map(AddedEngine::lacks)
          .orElse(Optional.of("this build does not hold it; build with mvn -Ptorch package"));
    }

    private AddedEngine added() {
      return Added.TORCH.orElseThrow(
          () -> new Refused("Cannot compute with torch: " + lacks().orElse("it is not there")));
    }
  };

  /** The engines of this build that not every build has; looked for when first asked for. */
  private static final class Added {
    static final Optional<AddedEngine> TORCH = of("/org/bytedeco/pytorch/global/torch.class");

    private Added() {}

    /**
     * The one that stands on a library.
     *
     * @param library what is there if the library is: an earlier build of another profile may have
     *     left an engine's own classes behind
     */
    private static Optional<AddedEngine> of(String library) {
      return Engine.class.getResource(library) == null
          ? Optional.empty()
          : ServiceLoader.load(AddedEngine.class, Engine.class.getClassLoader()).findFirst();
    }
  }

  /** What computes where nobody says which. */
  public static final Engine STANDARD = ND4J;

  /** Asks for the engine that suits the machine. */
  public static final String AUTO = "auto";

  /**
   * An engine, and why it is this one.
   *
   * @param why a clause
   */
  public record Choice(Engine engine, String why) {}

  /**
   * The engine that computes in this process. By {@link #AUTO} it is on a GPU the one that this
   * build has native code for GPUs of, and on processors {@link #VECTOR} where it can run.
   *
   * @param name as a user writes it
   * @throws Refused if there is no such engine, or if it cannot run here
   */
  public static Choice choose(String name) {
    if (!name.equals(AUTO)) {
      Engine engine = named(name);
      engine
          .lacks()
          .ifPresent(
              lack -> {
                throw new Refused("Cannot compute with %s: %s".formatted(name, lack));
              });
      return new Choice(engine, "as set by --engine");
    }
    if (Nd4jEngine.onGpu()) {
      return new Choice(ND4J, "on GPUs");
    }
    if (Added.TORCH.filter(AddedEngine::onGpu).isPresent()) {
      return new Choice(TORCH, "on GPUs");
    }
    return VECTOR
        .lacks()
        .or(VectorEngine::slow)
        .map(lack -> new Choice(ND4J, "since " + lack))
        .orElseGet(() -> new Choice(VECTOR, "on CPUs"));
  }

  /**
   * Checks a name that {@link #choose} is to be asked for.
   *
   * @throws Refused if there is no such engine
   */
  public static void require(String name) {
    if (!name.equals(AUTO)) {
      named(name);
    }
  }

  /**
   * The engine of a name.
   *
   * @param name as a user writes it
   * @throws Refused if there is none
   */
  public static Engine named(String name) {
    return Arrays.stream(values())
        .filter(engine -> engine.word().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    "Cannot compute with %s: the engines are %s, %s"
                        .formatted(
                            name,
                            AUTO,
                            Arrays.stream(values()).map(Engine::word).collect(joining(", ")))));
  }

  /** Its name, as users write it. */
  public String word() {
    return Names.kebab(this);
  }

  /**
   * An engine as it runs in this process.
   *
   * @param backend what it runs on: its name, without a version
   * @param threads native threads it computes with
   * @param residentBytes its bound on the memory of the whole process; 0 for none
   */
  public record Running(String backend, int threads, long residentBytes) {}

  /**
   * A network whose parameters are all zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  public abstract Network blank(Design design);

  /** What it runs on here. */
  public abstract Running running();

  /** What it lacks in this process, in a sentence; empty where it can run. */
  public Optional<String> lacks() {
    return Optional.empty();
  }
}
