package org.tombola.sweeps.agenda;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;

/** A stage that has to be run, and who waits for it. */
final class Node {
  /** In which of its states a stage is. */
  enum State {
    WAITING,
    READY,
    RUNNING,
    ENDED
  }

  final Stage stage;
  final String fingerprint;
  final double cost;
  final int order;

  /** Most stages serve one other and one trial. */
  final List<Node> dependants = new ArrayList<>(1);

  final List<Goal> goals = new ArrayList<>(1);

  State state = State.WAITING;

  /** Inputs that are not there yet. */
  int waiting;

  /** Cost of the costliest chain of stages that begins with this one. */
  double path;

  /** Why there is and will be no result; null where there is or may be. */
  Outcome.@Nullable Failed failure;

  Node(Stage stage, String fingerprint, double cost, int order) {
    this.stage = stage;
    this.fingerprint = fingerprint;
    this.cost = cost;
    this.order = order;
  }

  /** Lets go of those who waited. */
  void forget() {
    dependants.clear();
    goals.clear();
  }

  /**
   * What goes first: what begins the costliest chain, so that no slot is left alone with a long one
   * in the end. A training that many others wait for begins the longest chains of all.
   */
  static int compare(Node a, Node b) {
    int byPath = Double.compare(b.path, a.path);
    return byPath == 0 ? Integer.compare(a.order, b.order) : byPath;
  }
}
