package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What the training task brings back to the driver. A failure that a second try would meet again is
 * brought back too, so that Spark does not try it three more times.
 *
 * @param folder where the task wrote the model; empty after a failure
 * @param failure null unless training failed
 */
record TrainingOutcome(List<EpochMeasures> history, String folder, MillraceException failure)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static TrainingOutcome of(List<EpochMeasures> history, String folder) {
    return new TrainingOutcome(history, folder, null);
  }

  static TrainingOutcome failed(MillraceException failure) {
    return new TrainingOutcome(List.of(), "", failure);
  }

  TrainingOutcome orThrow() {
    Optional.ofNullable(failure)
        .ifPresent(
            f -> {
              throw f;
            });
    return this;
  }
}
