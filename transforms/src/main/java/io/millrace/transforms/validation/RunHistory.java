package io.millrace.transforms.validation;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * The statistics of earlier runs in the order of time: those that the options list, or those of the
 * pipeline. Of these, where they have spans, they are ordered by them, of each span the newest
 * counts, and that of the current one does not; else they are ordered by their ids.
 */
final class RunHistory {
  private static final String SPAN = "span";

  private final Storage storage;
  private final List<String> uris;

  private RunHistory(Storage storage, List<String> uris) {
    this.storage = storage;
    this.uris = List.copyOf(uris);
  }

  /** That of a run; nothing is looked up if no check needs it. */
  static RunHistory of(ComponentContext<ExampleValidatorOptions> context) throws IOException {
    ExampleValidatorOptions options = context.options();
    if (options.history().isEmpty()) {
      return new RunHistory(context.storage(), List.of());
    }
    if (!options.historyStatistics().isEmpty()) {
      return new RunHistory(context.storage(), options.historyStatistics());
    }
    InputArtifact current = context.input(ExampleValidator.STATISTICS);
    return new RunHistory(
        context.storage(),
        ordered(current, context.earlier().ofInput(ExampleValidator.STATISTICS)));
  }

  private static List<String> ordered(InputArtifact current, List<InputArtifact> newestFirst) {
    List<InputArtifact> earlier = new ArrayList<>();
    Set<Long> spans = new HashSet<>();
    long span = span(current);
    boolean spanned = newestFirst.stream().anyMatch(a -> span(a) != span(current));
    for (InputArtifact artefact : newestFirst) {
      boolean before = current.id() == 0 || artefact.id() < current.id();
      if (artefact.uri().equals(current.uri()) || !before) {
        continue;
      }
      if (!spanned || (span(artefact) < span && spans.add(span(artefact)))) {
        earlier.add(artefact);
      }
    }
    Collections.reverse(earlier);
    if (spanned) {
      earlier.sort(Comparator.comparingLong(RunHistory::span));
    }
    return earlier.stream().map(InputArtifact::uri).toList();
  }

  private static long span(InputArtifact artefact) {
    return artefact.properties().get(SPAN) instanceof Number number ? number.longValue() : 0;
  }

  /** The statistics of a split in all runs that have it, the oldest first. */
  List<DatasetFeatureStatistics> of(String split) throws IOException {
    List<DatasetFeatureStatistics> found = new ArrayList<>();
    for (String uri : uris) {
      if (ArtifactLayout.splits(storage, uri).contains(split)) {
        found.add(StatisticsFiles.read(storage, uri, split));
      }
    }
    return found;
  }
}
