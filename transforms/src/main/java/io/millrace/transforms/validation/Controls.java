package io.millrace.transforms.validation;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * What the statistics of a split are compared with; each may be absent.
 *
 * @param serving for skew
 * @param previousSpan for drift
 * @param previousVersion for drift between the versions of a span
 */
record Controls(
    Optional<DatasetFeatureStatistics> serving,
    Optional<DatasetFeatureStatistics> previousSpan,
    Optional<DatasetFeatureStatistics> previousVersion) {
  /** Nothing to compare with. */
  static final Controls NONE = new Controls(Optional.empty(), Optional.empty(), Optional.empty());

  /** Goes over those that are there. */
  void forEach(BiConsumer<ControlNames, DatasetFeatureStatistics> action) {
    previousSpan.ifPresent(control -> action.accept(ControlNames.DRIFT, control));
    previousVersion.ifPresent(control -> action.accept(ControlNames.VERSION, control));
    serving.ifPresent(control -> action.accept(ControlNames.SKEW, control));
  }
}
