package io.millrace.model.train;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What the training task needs. Options travel in their canonical form: records with {@code
 * Optional}s are not serializable.
 *
 * @param options of {@link TrainerOptions}
 * @param training the split to train on
 * @param evaluation the split to measure; a list of none or one
 * @param transformGraphUri the transform's graph
 * @param inputDims the shape of the input feature, from the transform's schema
 * @param modelUri the staged output
 */
record TrainingPlan(
    Storage storage,
    Map<String, Object> options,
    SplitFiles training,
    List<SplitFiles> evaluation,
    String transformGraphUri,
    List<Integer> inputDims,
    String modelUri)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  TrainerOptions trainerOptions() {
    return OptionsBinder.bind(TrainerOptions.class, options);
  }
}
