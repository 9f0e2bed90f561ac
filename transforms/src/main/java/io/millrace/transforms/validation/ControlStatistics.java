package io.millrace.transforms.validation;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * The statistics that those of a run are compared with: wired ones, or earlier ones of the
 * pipeline. Of the earlier ones, the previous span is the newest with the next lower property
 * {@code span}, or where there is none, the newest of any span; the previous version is the newest
 * of the same span, where there is a lower one too.
 */
final class ControlStatistics {
  private static final String SPAN = "span";

  /** By the names of the comparison; where their folders are. */
  private final Map<ControlNames, InputArtifact> artefacts = new LinkedHashMap<>();

  private final Storage storage;
  private final String current;
  private final Optional<String> controlSplit;

  private ControlStatistics(Storage storage, String current, Optional<String> controlSplit) {
    this.storage = storage;
    this.current = current;
    this.controlSplit = controlSplit;
  }

  /** Those of a run. */
  static ControlStatistics of(ComponentContext<ExampleValidatorOptions> context)
      throws IOException {
    ControlStatistics controls =
        new ControlStatistics(
            context.storage(),
            context.input(ExampleValidator.STATISTICS).uri(),
            context.options().controlSplit());
    if (context.options().compareEarlier()) {
      controls.addEarlier(
          context.input(ExampleValidator.STATISTICS),
          context.earlier().ofInput(ExampleValidator.STATISTICS));
    }
    context
        .optionalInput(ExampleValidator.PREVIOUS)
        .ifPresent(a -> controls.artefacts.put(ControlNames.DRIFT, a));
    context
        .optionalInput(ExampleValidator.PREVIOUS_VERSION)
        .ifPresent(a -> controls.artefacts.put(ControlNames.VERSION, a));
    context
        .optionalInput(ExampleValidator.SERVING)
        .ifPresent(a -> controls.artefacts.put(ControlNames.SKEW, a));
    return controls;
  }

  private void addEarlier(InputArtifact current, List<InputArtifact> all) {
    List<InputArtifact> earlier =
        all.stream()
            .filter(a -> !a.uri().equals(current.uri()))
            .filter(a -> current.id() == 0 || a.id() < current.id())
            .toList();
    OptionalLong span = span(current);
    Optional<InputArtifact> lower = Optional.empty();
    for (InputArtifact artefact : earlier) {
      OptionalLong found = span(artefact);
      boolean isLower =
          span.isPresent() && found.isPresent() && found.getAsLong() < span.getAsLong();
      if (isLower && (lower.isEmpty() || found.getAsLong() > span(lower.get()).getAsLong())) {
        lower = Optional.of(artefact);
      }
    }
    if (lower.isPresent()) {
      artefacts.put(ControlNames.DRIFT, lower.get());
      earlier.stream()
          .filter(a -> span(a).equals(span))
          .findFirst()
          .ifPresent(a -> artefacts.put(ControlNames.VERSION, a));
    } else if (!earlier.isEmpty()) {
      artefacts.put(ControlNames.DRIFT, earlier.get(0));
    }
  }

  private static OptionalLong span(InputArtifact artefact) {
    return artefact.properties().get(SPAN) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  /** What there is to compare with. */
  List<ControlNames> names() {
    return List.copyOf(artefacts.keySet());
  }

  /** The folder of a control. */
  String uri(ControlNames names) {
    return artefacts.get(names).uri();
  }

  /** What a split is compared with. */
  Controls of(String split) throws IOException {
    return new Controls(
        read(ControlNames.SKEW, split),
        read(ControlNames.DRIFT, split),
        read(ControlNames.VERSION, split));
  }

  /** The sketches of a split that is validated. */
  Sketches sketches(String split) {
    return Sketches.of(storage, current, split);
  }

  /** The sketches of what a split is compared with. */
  Map<ControlNames, Sketches> controlSketches(String split) throws IOException {
    Map<ControlNames, Sketches> sketches = new LinkedHashMap<>();
    for (Map.Entry<ControlNames, InputArtifact> control : artefacts.entrySet()) {
      InputArtifact artefact = control.getValue();
      sketches.put(
          control.getKey(), Sketches.of(storage, artefact.uri(), controlSplit(artefact, split)));
    }
    return sketches;
  }

  private Optional<DatasetFeatureStatistics> read(ControlNames names, String split)
      throws IOException {
    InputArtifact artefact = artefacts.get(names);
    if (artefact == null) {
      return Optional.empty();
    }
    return Optional.of(
        StatisticsFiles.read(storage, artefact.uri(), controlSplit(artefact, split)));
  }

  private String controlSplit(InputArtifact artefact, String split) throws IOException {
    List<String> splits = new ArrayList<>(ArtifactLayout.splits(storage, artefact.uri()));
    String wanted = controlSplit.orElse(split);
    if (splits.contains(wanted)) {
      return wanted;
    }
    if (controlSplit.isEmpty() && splits.size() == 1) {
      return splits.get(0);
    }
    throw MillraceException.usage(
        "%s: no split '%s' (expected: one of %s, or the option control_split)"
            .formatted(artefact.uri(), wanted, splits));
  }
}
