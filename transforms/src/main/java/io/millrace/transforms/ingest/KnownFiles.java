package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.ingest.source.FileChoice;
import io.millrace.transforms.ingest.source.SourceContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that earlier runs have ingested, known by their URIs, lengths and digests. When a file
 * was written decides only whether its digest is taken again. Holds about 300 bytes a file; not
 * thread-safe.
 */
final class KnownFiles implements FileChoice {
  private record Known(InputFile file, String artifact) {}

  private final List<Ingestion.Earlier> earlier;
  private final Map<String, Known> files = new HashMap<>();
  private final Map<String, ListedFile> doubtful = new LinkedHashMap<>();
  private final Map<String, InputFile> touched = new HashMap<>();
  private long found;

  /** Those of earlier runs; of a file that several name, the last one counts. */
  KnownFiles(List<Ingestion.Earlier> earlier) {
    this.earlier = List.copyOf(earlier);
    for (Ingestion.Earlier run : earlier) {
      run.files().forEach(file -> files.put(file.uri(), new Known(file, run.artifact())));
    }
  }

  /**
   * Those that the latest artefact of this component and all before it have taken in; none where
   * there is no artefact.
   *
   * @throws MillraceException (usage) if the component does not run in a pipeline, (data) if the
   *     artefact does not say what it holds
   */
  static KnownFiles of(ComponentContext<?> context, String channel) throws IOException {
    Optional<InputArtifact> latest = context.earlier().latest(channel);
    if (latest.isEmpty()) {
      return new KnownFiles(List.of());
    }
    String artifact = latest.get().uri();
    Ingestion last =
        Ingestion.readIfPresent(context.storage(), artifact)
            .orElseThrow(
                () ->
                    MillraceException.data(
                        "%s: no %s (expected: the files that this artefact was made of); run once without incremental"
                            .formatted(artifact, Ingestion.FILE_NAME)));
    List<Ingestion.Earlier> runs = new ArrayList<>(last.earlier());
    runs.add(new Ingestion.Earlier(artifact, last.span(), last.files()));
    return new KnownFiles(runs);
  }

  @Override
  public boolean takes(Storage.Entry file) {
    Known known = files.get(file.uri());
    if (known == null) {
      return true;
    }
    if (known.file.bytes() != file.length()) {
      throw changed(
          file.uri(),
          known,
          "found %,d bytes (expected: %,d".formatted(file.length(), known.file.bytes()));
    }
    found++;
    // A storage that keeps no times says 0.
    if (file.modifiedMillis() <= 0 || file.modifiedMillis() != known.file.modifiedMillis()) {
      doubtful.put(file.uri(), ListedFile.of(file));
    }
    return false;
  }

  /**
   * Takes the digests of known files whose time has changed.
   *
   * @throws MillraceException (data) if one of them has another content
   */
  void checkUnchanged(SourceContext context) throws IOException {
    for (InputFile file : new FileDigests().of(context, List.copyOf(doubtful.values()))) {
      Known known = files.get(file.uri());
      if (!known.file.sha256().equals(file.sha256())) {
        throw changed(
            file.uri(),
            known,
            "found content of SHA-256 %s (expected: %s"
                .formatted(file.sha256(), known.file.sha256()));
      }
      touched.put(file.uri(), file);
    }
    doubtful.clear();
  }

  private static MillraceException changed(String uri, Known known, String problem) {
    return MillraceException.data(
        "%s: %s, as when it was ingested into %s); ingested files must not change: put new data in new files, or run without incremental"
            .formatted(uri, problem, known.artifact));
  }

  /** How many of the files that were shown are known. */
  long found() {
    return found;
  }

  /** What comes after the largest span of the earlier runs; 1 at first. */
  long nextSpan() {
    return earlier.stream().mapToLong(Ingestion.Earlier::span).max().orElse(0) + 1;
  }

  /** The earlier runs with their files, for the next one: artefacts may be deleted. */
  List<Ingestion.Earlier> earlier() {
    return earlier.stream()
        .map(
            run ->
                new Ingestion.Earlier(
                    run.artifact(),
                    run.span(),
                    run.files().stream()
                        .map(file -> touched.getOrDefault(file.uri(), file))
                        .toList()))
        .toList();
  }
}
