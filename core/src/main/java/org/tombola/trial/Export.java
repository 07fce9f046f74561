package org.tombola.trial;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.method.Canonical;
import org.tombola.method.Json;
import org.tombola.method.Names;
import org.tombola.method.Refused;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Shrunk;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.ticket.TicketMethod;

/**
 * A trained network on its way to another program: as NumPy arrays or as DL4J's own file.
 * core/README.md names the arrays.
 */
public final class Export implements AutoCloseable {
  private final TrialSpec spec;
  private final Checkpoint checkpoint;
  private final StageResult result;
  private final Network network;
  private final BitSet mask;

  /** Which channels are written. */
  public enum Channels {
    /** As it was trained. */
    ALL,
    /** Without those no weight reads: a smaller network that computes the same. */
    READ
  }

  private Export(
      TrialSpec spec, Checkpoint checkpoint, StageResult result, Network network, BitSet mask) {
    this.spec = spec;
    this.checkpoint = checkpoint;
    this.result = result;
    this.network = network;
    this.mask = mask;
  }

  /**
   * Reads the network of a trial that completed; closed by the caller.
   *
   * @throws IllegalArgumentException if the trial has no network of its own
   * @throws IllegalStateException if its training's result is missing, damaged, or of a training
   *     that diverged
   */
  public static Export of(
      TrialSpec spec, Checkpoint checkpoint, Channels channels, Artifacts artifacts) {
    if (!spec.training().leavesNetwork()) {
      List<TicketMethod> members =
          spec.training().classifier().networks().stream()
              .map(member -> member.training().ticket())
              .toList();
      throw new Refused(
          refusal(spec)
              + "%s has no network of its own, it draws a member for each image; export trials of %s at sparsity %s"
                  .formatted(
                      name(spec.training().ticket()),
                      name(members.get(0)),
                      members.stream()
                          .map(member -> String.valueOf(member.sparsity()))
                          .collect(joining(", "))));
    }
    Stage stage = new Stage.Train(spec.training());
    Bundle bundle =
        artifacts
            .find(stage)
            .orElseThrow(
                () ->
                    new Refused(
                        refusal(spec)
                            + "the result of its training, stage "
                            + stage.fingerprint()
                            + ", is missing or damaged"));
    StageResult result = StageResult.read(bundle.json());
    StageResult.Trained trained = result.trained();
    if (trained.diverged() != 0) {
      throw new Refused(refusal(spec) + "its training diverged in step " + trained.diverged());
    }
    boolean last = checkpoint == Checkpoint.FINAL || Inputs.bestIsLast(bundle);
    float[] parameters = last ? bundle.floats("parameters") : Inputs.best(bundle);
    Network network =
        Network.of(
            spec.training().network(),
            spec.training().data().shape(),
            spec.training().data().normalisation(),
            spec.training().data().classes(),
            Key.ofSeed(spec.training().seed()).child("init"));
    network.assign(parameters);
    BitSet mask = mask(BitSet.valueOf(bundle.bytes("mask")), last, parameters, network.layout());
    if (channels == Channels.READ) {
      Network whole = network;
      network = Shrunk.of(whole);
      whole.close();
      mask = nonzero(network.parameters(), network.layout());
    }
    return new Export(spec, checkpoint, result, network, mask);
  }

  private static String name(TicketMethod ticket) {
    return Names.of(ticket.getClass());
  }

  private static String refusal(TrialSpec spec) {
    return "Cannot export trial " + TrialId.of(spec) + ": ";
  }

  /** Of a ticket that moves, a training keeps the last mask only. */
  private static BitSet mask(
      BitSet kept, boolean last, float[] parameters, ParameterLayout layout) {
    BitSet nonzero = nonzero(parameters, layout);
    BitSet outside = (BitSet) nonzero.clone();
    outside.andNot(kept);
    return last || outside.isEmpty() ? kept : nonzero;
  }

  private static BitSet nonzero(float[] parameters, ParameterLayout layout) {
    BitSet places = new BitSet(parameters.length);
    for (Slice slice : layout.prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        places.set(i, parameters[i] != 0);
      }
    }
    return places;
  }

  /** The epoch the network was left by, from 1. */
  public int epoch() {
    StageResult.Trained trained = result.trained();
    return checkpoint == Checkpoint.FINAL ? trained.last() : trained.bestEpoch();
  }

  /** How many weights a mask may cover. */
  public int prunable() {
    return network.layout().prunable().stream().mapToInt(Slice::length).sum();
  }

  /** How many of them are kept. */
  public int kept() {
    return mask.cardinality();
  }

  /**
   * Writes DL4J's ModelSerializer zip.
   *
   * @throws IOException if the file cannot be written
   */
  public void dl4j(Path file) throws IOException {
    network.design().save(network.parameters(), file);
  }

  /**
   * The images of a split, as the trial saw them; fetched where the machine does not have them.
   *
   * @param folder to look in first; null for the usual places
   * @throws IllegalStateException if they are not the ones the network was trained on
   */
  public ImageData images(SplitName split, @Nullable Path folder) {
    Splits data =
        LoadedData.of(spec.training().data(), spec.training().split(), folder, progress -> {});
    String digest = result.provenance().dataDigest();
    if (!data.digest().equals(digest)) {
      throw new Refused(
          refusal(spec)
              + "it was trained on images with the digest "
              + digest
              + ", but those here have "
              + data.digest());
    }
    return StageRunner.images(data, split);
  }

  /**
   * Writes NumPy arrays; the stream stays open.
   *
   * @param images written along; null for none
   * @throws IOException if it cannot be written
   */
  public void npz(OutputStream out, @Nullable ImageData images) throws IOException {
    Npz npz = new Npz(out);
    npz.text("architecture", network.design().description());
    npz.text("spec", Canonical.json(spec));
    npz.text("provenance", provenance());
    NetworkArrays arrays = new NetworkArrays(network, npz);
    arrays.parameters(mask);
    if (images != null) {
      arrays.images(images);
    }
    npz.finish();
  }

  private String provenance() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("trial", TrialId.of(spec));
    about.put("checkpoint", checkpoint.toString());
    about.put("epoch", epoch());
    about.put("tombola", Build.current().version());
    about.put("commit", Build.current().commit());
    about.put("trained", result.provenance());
    return Json.text(about);
  }

  @Override
  public void close() {
    network.close();
  }
}
