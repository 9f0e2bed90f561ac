package io.millrace.transforms.examples;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An Examples artefact, raw or transformed, of Millrace or of TFX: its splits and their files.
 * Counts come from the manifest; an artefact without one (TFX's) is listed, and its counts are
 * {@link ExampleFile#UNKNOWN}. Immutable.
 */
public final class ExamplesArtifact {
  /** The artefact property that says what records are, in TFX's words. */
  public static final String PAYLOAD_FORMAT = "payload_format";

  private final String uri;
  private final Map<String, List<ExampleFile>> files;

  private ExamplesArtifact(String uri, Map<String, List<ExampleFile>> files) {
    this.uri = uri;
    this.files = Collections.unmodifiableMap(files);
  }

  /**
   * Opens an artefact and checks that the files of the manifest are there in their length. No file
   * is read.
   *
   * @throws MillraceException (data) if there is no such artefact, it has no split, its manifest is
   *     malformed, or a file is missing or of another length
   * @throws IOException if the storage fails
   */
  public static ExamplesArtifact open(Storage storage, String uri) throws IOException {
    Optional<Manifest> manifest = Manifest.readIfPresent(storage, uri);
    Map<String, List<ExampleFile>> files = new LinkedHashMap<>();
    if (manifest.isPresent()) {
      for (String split : manifest.get().splits()) {
        files.put(split, checked(storage, uri, split, manifest.get().files(split)));
      }
    } else {
      for (String split : ArtifactLayout.splits(storage, uri)) {
        files.put(split, listed(storage, uri, split));
      }
    }
    if (files.isEmpty()) {
      throw MillraceException.data(
          uri + ": no split (expected: folders Split-NAME, as ExampleGen writes)");
    }
    return new ExamplesArtifact(uri, files);
  }

  private static List<ExampleFile> checked(
      Storage storage, String uri, String split, List<Manifest.ShardFile> expected)
      throws IOException {
    String folder = ArtifactLayout.split(uri, split);
    Map<String, Long> lengths = new HashMap<>();
    try {
      storage.list(folder).forEach(entry -> lengths.put(entry.name(), entry.length()));
    } catch (FileNotFoundException e) {
      // An object store keeps no empty folder: right if the manifest lists no file, either.
      lengths.clear();
    }
    List<ExampleFile> files = new ArrayList<>();
    for (Manifest.ShardFile shard : expected) {
      String file = Storage.resolve(folder, shard.name());
      Long length = lengths.get(shard.name());
      if (length == null) {
        throw MillraceException.data(
            file
                + ": no such file (expected: it, as manifest.json lists it); run ExampleGen again");
      }
      if (length != shard.bytes()) {
        throw MillraceException.data(
            "%s: found %,d bytes (expected: %,d, as manifest.json says); write the artefact again"
                .formatted(file, length, shard.bytes()));
      }
      files.add(new ExampleFile(file, split, shard.records(), shard.bytes()));
    }
    return List.copyOf(files);
  }

  private static List<ExampleFile> listed(Storage storage, String uri, String split)
      throws IOException {
    List<ExampleFile> files = new ArrayList<>();
    for (Storage.Entry entry : storage.list(ArtifactLayout.split(uri, split))) {
      // What Hadoop leaves beside its files is no data.
      if (!entry.folder() && !entry.name().startsWith(".") && !entry.name().startsWith("_")) {
        files.add(new ExampleFile(entry.uri(), split, ExampleFile.UNKNOWN, entry.length()));
      }
    }
    return List.copyOf(files);
  }

  /** The artefact's folder. */
  public String uri() {
    return uri;
  }

  /** The names of the splits, in the manifest's order. */
  public List<String> splits() {
    return List.copyOf(files.keySet());
  }

  /** The files of all splits, in their order. */
  public List<ExampleFile> files() {
    return files.values().stream().flatMap(List::stream).toList();
  }

  /**
   * The files of a split, in their order.
   *
   * @throws MillraceException (usage) if there is no such split
   */
  public List<ExampleFile> files(String split) {
    List<ExampleFile> found = files.get(split);
    if (found == null) {
      throw MillraceException.usage(
          "%s: no split '%s' (expected: one of %s)".formatted(uri, split, splits()));
    }
    return found;
  }

  /** The files of some splits, in this order; fails as {@link #files(String)}. */
  public Map<String, List<ExampleFile>> files(Collection<String> chosen) {
    Map<String, List<ExampleFile>> found = new LinkedHashMap<>();
    chosen.forEach(split -> found.put(split, files(split)));
    return found;
  }

  /** The records of all splits, or {@link ExampleFile#UNKNOWN}. */
  public long records() {
    return ExampleFile.records(files());
  }

  /** The records of a split, or {@link ExampleFile#UNKNOWN}; fails as {@link #files(String)}. */
  public long records(String split) {
    return ExampleFile.records(files(split));
  }
}
