package io.millrace.model.evaluate;

import java.util.List;
import org.tensorflow.model_analysis.SlicingSpec;

/**
 * Whether a model is blessed, and why.
 *
 * @param reason one line, such as {@code accuracy 0.871 (expected: >= 0.84)}
 * @param thresholdsMissing whether no threshold is configured at all
 * @param checks every bound with every slice that it was held against
 * @param missingSlices bounds whose slices do not occur in the data
 */
record Verdict(
    boolean blessed,
    String reason,
    boolean thresholdsMissing,
    List<Check> checks,
    List<Missing> missingSlices) {

  /**
   * One bound held against one slice.
   *
   * @param spec the slices that the bound is for
   * @param slice the key; {@link SliceKey#OVERALL} for the overall slice
   * @param sliceText its name as the reason shows it
   * @param found the value; NaN if it is undefined
   * @param known whether the slice has the metric at all
   */
  record Check(
      MetricId metric,
      SlicingSpec spec,
      SliceKey slice,
      String sliceText,
      double found,
      boolean known,
      Bounds bounds) {
    boolean holds() {
      return known && bounds.hold(found);
    }
  }

  /** A bound on slices that do not occur in the data. */
  record Missing(MetricId metric, SlicingSpec spec, String sliceText, Bounds bounds) {}

  /** {@code BLESSED: ...} or {@code NOT_BLESSED: ...}. */
  String headline() {
    return fileName() + ": " + reason;
  }

  /** The name of the file in the blessing artefact. */
  String fileName() {
    return blessed ? "BLESSED" : "NOT_BLESSED";
  }
}
