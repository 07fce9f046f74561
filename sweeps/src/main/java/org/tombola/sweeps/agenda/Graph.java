package org.tombola.sweeps.agenda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;

/** The stages that have to be run, each once, and which of them can be. */
final class Graph {
  /** Times a stage's result may go missing; more is no accident. */
  private static final int LOSSES = 2;

  private final Predicate<String> finished;
  private final Rungs rungs;
  private final Map<String, Node> nodes = new HashMap<>();
  private final PriorityQueue<Node> trainings = new PriorityQueue<>(Node::compare);
  private final PriorityQueue<Node> evaluations = new PriorityQueue<>(Node::compare);
  private final Map<Stage, String> fingerprints = new HashMap<>();
  private final List<Node> fresh = new ArrayList<>();
  private final Map<String, Integer> losses = new HashMap<>();
  private int ended;
  private int made;
  private double cost;
  private double costLeft;

  Graph(Predicate<String> finished, Rungs rungs) {
    this.finished = finished;
    this.rungs = rungs;
  }

  /** The stage among those to be run, with its inputs; null where its result is there. */
  @Nullable Node want(Stage stage) {
    String fingerprint = fingerprint(stage);
    Node known = nodes.get(fingerprint);
    if (known != null) {
      return known.state == Node.State.ENDED && known.failure == null ? null : known;
    }
    if (there(fingerprint)) {
      return null;
    }
    Stage before = rungs.before(stage);
    List<Stage> reads = new ArrayList<>(stage.inputs());
    if (before != null) {
      // two executors must not train the same epochs: the longer one goes on from the shorter
      reads.add(before);
    }
    List<Node> inputs = new ArrayList<>();
    Outcome.Failed failure = null;
    for (Stage input : reads) {
      Node node = want(input);
      if (node != null) {
        inputs.add(node);
        failure = node.failure == null ? failure : node.failure;
      }
    }
    int done = before == null ? 0 : before.until();
    Node node = new Node(stage, fingerprint, stage.cost(done).passes().total(), made++);
    nodes.put(fingerprint, node);
    if (failure != null) {
      node.failure = failure;
      node.state = Node.State.ENDED;
      ended++;
      return node;
    }
    inputs.forEach(input -> input.dependants.add(node));
    node.waiting = inputs.size();
    cost += node.cost;
    costLeft += node.cost;
    fresh.add(node);
    return node;
  }

  /** Whether a stage's result is there. */
  boolean has(Stage stage) {
    String fingerprint = fingerprint(stage);
    Node node = nodes.get(fingerprint);
    return node == null
        ? there(fingerprint)
        : node.state == Node.State.ENDED && node.failure == null;
  }

  /** Whether there is a result from before. */
  private boolean there(String fingerprint) {
    return !losses.containsKey(fingerprint) && finished.test(fingerprint);
  }

  /**
   * A stage's result was there and is not any more: it is to be run again, before all that have not
   * begun and read it. Returns whether it may be.
   */
  boolean lose(Stage stage) {
    String fingerprint = fingerprint(stage);
    Node known = nodes.get(fingerprint);
    if (known != null && known.state != Node.State.ENDED) {
      return true; // is being made again
    }
    int before = losses(stage);
    if (known == null && before > 0) {
      return true; // is known to be gone, and nobody has wanted it since
    }
    boolean never = known == null ? !finished.test(fingerprint) : known.failure != null;
    if (never || before == LOSSES) {
      return false;
    }
    losses.merge(fingerprint, 1, Integer::sum);
    if (known != null) {
      nodes.remove(fingerprint);
      ended--;
      cost -= known.cost;
    }
    for (Node node : List.copyOf(nodes.values())) {
      boolean begun = node.state == Node.State.RUNNING || node.state == Node.State.ENDED;
      if (!begun && node.stage.inputs().contains(stage)) {
        await(node, stage);
      }
    }
    return true;
  }

  /** How often a stage's result has gone missing. */
  int losses(Stage stage) {
    return losses.getOrDefault(fingerprint(stage), 0);
  }

  /**
   * A running stage cannot read the result of an input: it waits until that is there again. Returns
   * whether it does.
   */
  boolean lost(String running, String input) {
    Node node = running(running);
    for (Stage stage : node.stage.inputs()) {
      if (fingerprint(stage).equals(input)) {
        return lose(stage) && await(node, stage);
      }
    }
    return false;
  }

  private boolean await(Node node, Stage input) {
    Node wanted = want(input);
    if (wanted == null || wanted.failure != null) {
      return false;
    }
    ready(node).remove(node);
    node.state = Node.State.WAITING;
    node.waiting++;
    wanted.dependants.add(node);
    return true;
  }

  /** Lets those be taken that were wanted since the last time and have all their inputs. */
  void release() {
    // inputs stand before their dependants
    for (int i = fresh.size() - 1; i >= 0; i--) {
      Node node = fresh.get(i);
      node.path = node.cost;
      for (Node dependant : node.dependants) {
        node.path = Math.max(node.path, node.cost + dependant.path);
      }
    }
    fresh.forEach(this::readyIfComplete);
    fresh.clear();
    fingerprints.clear();
  }

  /**
   * The stage to run next; null where none can be. Evaluations go before trainings, so that rows
   * come early and the results they read are still in the caches; but as many are kept back as keep
   * the other slots busy while one trains, for they are what fills those in the end.
   *
   * @param others stages that run
   */
  @Nullable Node take(int others) {
    Node training = trainings.peek();
    double kept = training == null ? 0 : others * training.cost;
    double waiting = evaluations.stream().mapToDouble(evaluation -> evaluation.cost).sum();
    Node node = waiting > kept || training == null ? evaluations.poll() : trainings.poll();
    if (node != null) {
      node.state = Node.State.RUNNING;
    }
    return node;
  }

  /** A stage's result is there; returns the stage. */
  Node done(String fingerprint) {
    Node node = running(fingerprint);
    end(node);
    for (Node dependant : node.dependants) {
      dependant.waiting--;
      readyIfComplete(dependant);
    }
    return node;
  }

  /** A stage has no result, and so have all that need it; returns them all. */
  List<Node> failed(String fingerprint, Outcome.Failed failure) {
    List<Node> lost = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>(List.of(running(fingerprint)));
    while (!open.isEmpty()) {
      Node node = open.remove();
      if (node.failure == null) {
        node.failure = failure;
        end(node);
        lost.add(node);
        open.addAll(node.dependants);
      }
    }
    return lost;
  }

  int stages() {
    return nodes.size();
  }

  int ended() {
    return ended;
  }

  double cost() {
    return cost;
  }

  double costLeft() {
    return costLeft;
  }

  private void end(Node node) {
    node.state = Node.State.ENDED;
    ended++;
    costLeft -= node.cost;
  }

  private Node running(String fingerprint) {
    Node node = nodes.get(fingerprint);
    if (node == null || node.state != Node.State.RUNNING) {
      throw new IllegalStateException("Cannot end stage " + fingerprint + ": it is not running");
    }
    return node;
  }

  private void readyIfComplete(Node node) {
    if (node.waiting == 0 && node.state == Node.State.WAITING) {
      node.state = Node.State.READY;
      ready(node).add(node);
    }
  }

  private PriorityQueue<Node> ready(Node node) {
    return node.stage.measures() ? evaluations : trainings;
  }

  private String fingerprint(Stage stage) {
    return fingerprints.computeIfAbsent(stage, Stage::fingerprint);
  }
}
