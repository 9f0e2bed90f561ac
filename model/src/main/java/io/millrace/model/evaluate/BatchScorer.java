package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.Predictions;
import io.millrace.records.FeatureKind;
import io.millrace.records.MalformedExampleException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Adds batches of examples and their predictions to an {@link Aggregate}. Makes no object per
 * example, but for the few that become worst errors. Not thread-safe.
 */
final class BatchScorer {
  /** Larger images are named in the report but not shown. */
  private static final int MAX_IMAGE_BYTES = 1 << 20;

  private final EvaluationPlan plan;
  private final ExampleFeatures features;
  private final SliceKeys.Walk walk;
  private final Prediction prediction = new Prediction();
  private final SliceKeys.KeyVisitor addToSlice;
  private int label;
  private Aggregate aggregate;

  BatchScorer(EvaluationPlan plan) {
    this.plan = plan;
    features = new ExampleFeatures(plan.features());
    walk = plan.slices().walk(features);
    addToSlice =
        (buffer, length) ->
            aggregate.slices().slice(buffer, length).add(label, prediction, plan.topK());
  }

  /** What was added so far, or null if nothing was. */
  Aggregate aggregate() {
    return aggregate;
  }

  /**
   * Adds a batch.
   *
   * @param first number of the first example in its file
   * @throws MillraceException (data) if a label is missing or out of range
   */
  void score(String file, long first, List<byte[]> batch, Predictions predictions) {
    int classes = predictions.classCount();
    if (predictions.probabilities().length != batch.size() * classes) {
      throw MillraceException.data(
          String.format(
              Locale.ROOT,
              "The model gave %,d probabilities for %,d examples (expected: %,d, one for each of"
                  + " %,d classes); its signature must keep the batch as it is",
              predictions.probabilities().length,
              batch.size(),
              batch.size() * classes,
              classes));
    }
    if (aggregate == null) {
      SliceTable slices = new SliceTable(plan.maxSlices(), plan.topK().length);
      aggregate = new Aggregate(classes, slices, new WorstErrors(plan.worstErrors()));
    }
    for (int i = 0; i < batch.size(); i++) {
      byte[] example = batch.get(i);
      read(file, first + i, example);
      label = label(file, first + i, classes);
      prediction.read(predictions.probabilities(), i * classes, classes, label);
      walk.forEach(addToSlice);
      if (prediction.predicted() != label
          && prediction.predicted() != ConfusionCounts.NO_PREDICTION
          && aggregate.errors().wants(prediction.confidence())) {
        aggregate.errors().add(error(file, first + i));
      }
    }
  }

  private void read(String file, long record, byte[] example) {
    try {
      features.read(example, 0, example.length);
    } catch (MalformedExampleException e) {
      throw MillraceException.data(
          place(file, record) + ": not a tf.Example: " + e.getMessage(), e);
    }
  }

  private int label(String file, long record, int classes) {
    int feature = features.indexOf(plan.label());
    if (features.kind(feature) != FeatureKind.INT64 || features.count(feature) != 1) {
      throw MillraceException.data(
          String.format(
              Locale.ROOT,
              "%s: found %,d %s values in the label feature '%s' (expected: 1 int64); name the"
                  + " right feature in the option label",
              place(file, record),
              features.count(feature),
              features.kind(feature).name().toLowerCase(Locale.ROOT),
              plan.label()));
    }
    long value = features.longAt(feature, 0);
    if (value < 0 || value >= classes) {
      throw MillraceException.data(
          String.format(
              Locale.ROOT,
              "%s: found label %,d in feature '%s' (expected: 0 to %,d, the classes of the model)",
              place(file, record),
              value,
              plan.label(),
              classes - 1));
    }
    return (int) value;
  }

  private String place(String file, long record) {
    return String.format(
        Locale.ROOT, "%s: example %,d", Storage.resolve(plan.examplesUri(), file), record);
  }

  private WorstError error(String file, long record) {
    int feature = features.indexOf(plan.image());
    byte[] image = null;
    if (features.kind(feature) == FeatureKind.BYTES && features.count(feature) == 1) {
      int from = features.bytesOffset(feature, 0);
      int length = features.bytesLength(feature, 0);
      if (length <= MAX_IMAGE_BYTES) {
        image = Arrays.copyOfRange(features.buffer(), from, from + length);
      }
    }
    return new WorstError(
        label,
        prediction.predicted(),
        prediction.confidence(),
        prediction.labelProbability(),
        file,
        record,
        image,
        size(EvaluationPlan.HEIGHT),
        size(EvaluationPlan.WIDTH),
        size(EvaluationPlan.CHANNELS));
  }

  private int size(String name) {
    int feature = features.indexOf(name);
    boolean known = features.kind(feature) == FeatureKind.INT64 && features.count(feature) == 1;
    return known ? (int) features.longAt(feature, 0) : 0;
  }
}
