package io.millrace.model.evaluate;

import io.millrace.artifacts.storage.Storage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the tasks need to know: travels to the executors.
 *
 * @param examplesUri the Examples artefact
 * @param label name of the int64 feature with the true class
 * @param image name of the bytes feature that the report shows
 * @param topK the values of k, ascending
 * @param batchSize examples per call of the model
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EvaluationPlan(
    Storage storage,
    String examplesUri,
    String label,
    String image,
    SliceKeys slices,
    int maxSlices,
    int[] topK,
    int worstErrors,
    int batchSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String HEIGHT = "height";
  static final String WIDTH = "width";
  static final String CHANNELS = "channels";

  /** The features to read of each example. */
  List<String> features() {
    Set<String> names = new LinkedHashSet<>();
    names.add(label);
    names.add(image);
    names.addAll(List.of(HEIGHT, WIDTH, CHANNELS));
    names.addAll(slices.features());
    return new ArrayList<>(names);
  }
}
