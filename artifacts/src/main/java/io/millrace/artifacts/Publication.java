package io.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.Storage.Entry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The outputs of one execution on their way: written beside their place, then moved there, each
 * visible whole or not at all. Not thread-safe. Use it so:
 *
 * <pre>{@code
 * try (Publication publication = Publication.stage(storage, layout, node, id, channels)) {
 *   component.run(... publication.outputs() ...);
 *   Map<String, String> published = publication.publish();
 *   record published outputs in the metadata store; publication.abort() if that fails
 * }
 * }</pre>
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>A target holds nothing or a whole output on local disk and HDFS, where moves are atomic.
 *       Object stores would copy: there the outputs of pipelines are written to the target itself,
 *       and readers go by the metadata store, which learns of whole outputs only. Those beside
 *       places that a user chose, which no store knows, are copied.
 *   <li>After {@link #publish} failed or {@link #abort} returned, no target and no staged file is
 *       left.
 *   <li>The staging place, which names its owner, stays until {@link #close}. So what a crash left
 *       can be told from what another process is writing.
 * </ol>
 */
public final class Publication implements AutoCloseable {
  private static final String OWNER = "owner";
  private static final Pattern WHOLE_FILE_SYSTEM = Pattern.compile("([a-zA-Z0-9+.-]+:)?/*[^/]*/*");

  /** Where moving is a copy, {@code staged} is the target itself. */
  private record Output(String place, String staged, String target) {
    boolean inPlace() {
      return staged.equals(target);
    }
  }

  private enum State {
    STAGED,
    PUBLISHED,
    ENDED
  }

  private final Storage storage;
  private final Map<String, Output> outputs;
  private State state = State.STAGED;

  private Publication(Storage storage, Map<String, Output> outputs) {
    this.storage = storage;
    this.outputs = outputs;
  }

  /**
   * Stages the outputs of an execution of a pipeline's node.
   *
   * @throws MillraceException (usage) if an artefact of this execution exists already
   * @throws IOException if the root cannot be written; then nothing is left
   */
  public static Publication stage(
      Storage storage,
      ArtifactLayout layout,
      String node,
      long executionId,
      Collection<String> channels)
      throws IOException {
    String place = layout.staging(node, executionId);
    Map<String, Output> outputs = new LinkedHashMap<>();
    for (String channel : channels) {
      String target = layout.output(node, channel, executionId);
      if (storage.exists(target)) {
        throw MillraceException.usage(
            target
                + ": exists, but the metadata store does not know it (expected: no such folder);"
                + " was the store deleted? Choose another root or remove this one");
      }
      String staged = storage.movesAtomically(target) ? Storage.resolve(place, channel) : target;
      outputs.put(channel, new Output(place, staged, target));
    }
    return new Publication(storage, outputs).create();
  }

  /**
   * Stages outputs beside the places that a user chose, and removes what crashed runs left there.
   *
   * @param targets by channel: a folder that does not exist or is empty
   * @throws MillraceException (usage) if a target holds something, is a file, or is given twice
   * @throws IOException if a place cannot be written; then nothing is left
   */
  public static Publication stage(Storage storage, Map<String, String> targets) throws IOException {
    Map<String, Output> outputs = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> entry : targets.entrySet()) {
      String flag = "--" + entry.getKey().replace('_', '-') + " " + entry.getValue();
      String target = withoutSlashes(entry.getValue());
      if (target.isEmpty() || isWholeFileSystem(target)) {
        throw MillraceException.usage(flag + ": not a folder to write (expected: a new folder)");
      }
      if (!seen.add(target)) {
        throw MillraceException.usage(flag + ": given for two outputs (expected: one folder each)");
      }
      requireFree(storage, target, flag);
      String prefix = placePrefix(target);
      removeLeftovers(storage, parent(target), prefix);
      String place =
          Storage.resolve(parent(target), prefix + UUID.randomUUID().toString().substring(0, 8));
      outputs.put(
          entry.getKey(), new Output(place, Storage.resolve(place, entry.getKey()), target));
    }
    return new Publication(storage, outputs).create();
  }

  private static void requireFree(Storage storage, String target, String flag) throws IOException {
    try {
      if (!storage.stat(target).folder()) {
        throw MillraceException.usage(flag + ": is a file (expected: a new folder)");
      }
      int entries = storage.list(target).size();
      if (entries > 0) {
        throw MillraceException.usage(
            "%s: exists and holds %,d entries (expected: a new or empty folder); remove it or choose another place"
                .formatted(flag, entries));
      }
    } catch (FileNotFoundException e) {
      // Free.
    }
  }

  private Publication create() throws IOException {
    List<String> own = new ArrayList<>();
    try {
      for (String place : places()) {
        if (storage.exists(Storage.resolve(place, OWNER))) {
          throw MillraceException.usage(
              place
                  + ": another run is writing there (expected: no such folder); do two metadata"
                  + " stores share this root?");
        }
        storage.createFolder(place);
        own.add(place);
        storage.writeBytes(
            Storage.resolve(place, OWNER), ProcessOwner.current().encode().getBytes(UTF_8));
      }
      for (Output output : outputs.values()) {
        if (!output.inPlace()) {
          storage.createFolder(output.staged());
        }
      }
    } catch (IOException | RuntimeException e) {
      deleteQuietly(own, e);
      throw e;
    }
    return this;
  }

  /**
   * By channel, in the order given: the staged folder, which is empty; where moving is not atomic
   * it may not exist yet.
   */
  public Map<String, String> outputs() {
    Map<String, String> staged = new LinkedHashMap<>();
    outputs.forEach((channel, output) -> staged.put(channel, output.staged()));
    return Collections.unmodifiableMap(staged);
  }

  /**
   * Moves every output to its place, unless it was written there. If one move fails, those before
   * are undone.
   *
   * @return by channel, where the output is now
   * @throws IOException if a move fails or somebody else has filled a target meanwhile
   */
  public Map<String, String> publish() throws IOException {
    if (state != State.STAGED) {
      throw MillraceException.internal("outputs published twice or after abort", null);
    }
    Map<String, String> published = new LinkedHashMap<>();
    List<String> moved = new ArrayList<>(inPlace());
    try {
      for (Map.Entry<String, Output> entry : outputs.entrySet()) {
        Output output = entry.getValue();
        if (!output.inPlace()) {
          removeEmptyFolder(output.target());
          storage.move(output.staged(), output.target());
          moved.add(output.target());
        }
        published.put(entry.getKey(), output.target());
      }
    } catch (IOException | RuntimeException e) {
      deleteQuietly(moved, e);
      deleteQuietly(places(), e);
      state = State.ENDED;
      throw e;
    }
    state = State.PUBLISHED;
    return Collections.unmodifiableMap(published);
  }

  /** Object stores have no empty folders, and moving onto one is an error on the others. */
  private void removeEmptyFolder(String target) throws IOException {
    try {
      if (storage.list(target).isEmpty()) {
        storage.delete(target);
      }
    } catch (FileNotFoundException e) {
      // The usual case.
    }
  }

  /** Deletes all outputs, also those already published; nothing happens after {@link #close}. */
  public void abort() throws IOException {
    if (state == State.ENDED) {
      return;
    }
    List<String> uris = new ArrayList<>();
    if (state == State.PUBLISHED) {
      outputs.values().forEach(output -> uris.add(output.target()));
    } else {
      uris.addAll(inPlace());
    }
    uris.addAll(places());
    state = State.ENDED;
    for (String uri : uris) {
      storage.delete(uri);
    }
  }

  /** Keeps what is published and deletes the rest. */
  @Override
  public void close() throws IOException {
    if (state == State.STAGED) {
      abort();
    } else if (state == State.PUBLISHED) {
      state = State.ENDED;
      for (String place : places()) {
        storage.delete(place);
      }
    }
  }

  /**
   * Removes what crashed executions of a node left: staged outputs, and published ones that the
   * metadata store does not know. Only what belonged to a process of this machine that is certainly
   * gone is touched.
   *
   * @param isRecorded whether the execution of this id is complete in the metadata store
   * @return the folders removed
   */
  public static List<String> removeLeftovers(
      Storage storage, ArtifactLayout layout, String node, LongPredicate isRecorded)
      throws IOException {
    List<String> removed = new ArrayList<>();
    for (Entry place : abandoned(storage, layout.staging(node), "")) {
      long executionId;
      try {
        executionId = Long.parseLong(place.name());
      } catch (NumberFormatException e) {
        continue;
      }
      if (!isRecorded.test(executionId)) {
        for (Entry channel : storage.list(Storage.resolve(layout.root(), node))) {
          String target = layout.output(node, channel.name(), executionId);
          if (channel.folder() && !channel.name().startsWith(".")) {
            storage.delete(ArtifactLayout.attempts(target));
            if (storage.exists(target)) {
              storage.delete(target);
              removed.add(target);
            }
          }
        }
      }
      storage.delete(place.uri());
      removed.add(place.uri());
    }
    return removed;
  }

  private static void removeLeftovers(Storage storage, String folder, String prefix)
      throws IOException {
    for (Entry place : abandoned(storage, folder, prefix)) {
      storage.delete(place.uri());
    }
  }

  private static List<Entry> abandoned(Storage storage, String folder, String prefix)
      throws IOException {
    List<Entry> entries;
    try {
      entries = storage.list(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    List<Entry> abandoned = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.folder() && entry.name().startsWith(prefix) && isAbandoned(storage, entry)) {
        abandoned.add(entry);
      }
    }
    return abandoned;
  }

  private static boolean isAbandoned(Storage storage, Entry place) throws IOException {
    try {
      byte[] owner = storage.readBytes(Storage.resolve(place.uri(), OWNER));
      return ProcessOwner.parse(new String(owner, UTF_8)).map(ProcessOwner::isGone).orElse(false);
    } catch (FileNotFoundException e) {
      // Being made or being removed by somebody else just now.
      return false;
    }
  }

  private void deleteQuietly(Collection<String> uris, Throwable reason) {
    for (String uri : uris) {
      try {
        storage.delete(uri);
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  /** What is written to targets directly, or beside them by tasks. */
  private List<String> inPlace() {
    return outputs.values().stream()
        .filter(Output::inPlace)
        .flatMap(output -> Stream.of(output.target(), ArtifactLayout.attempts(output.target())))
        .toList();
  }

  private Set<String> places() {
    Set<String> places = new LinkedHashSet<>();
    outputs.values().forEach(output -> places.add(output.place()));
    return places;
  }

  private static String withoutSlashes(String uri) {
    String trimmed = uri;
    while (trimmed.length() > 1 && trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed;
  }

  /** {@code /}, {@code file:/}, {@code s3a://bucket}. */
  private static boolean isWholeFileSystem(String uri) {
    boolean local = uri.startsWith("file:") || !uri.contains(":/");
    return local ? uri.matches("(file:)?/*") : WHOLE_FILE_SYSTEM.matcher(uri).matches();
  }

  private static String parent(String uri) {
    int slash = uri.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : uri.substring(0, slash);
  }

  /** Hidden, so that tools which list the user's folder pass over it. */
  private static String placePrefix(String target) {
    return "." + target.substring(target.lastIndexOf('/') + 1) + ".staging-";
  }
}
