package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.LiftSeries;
import org.tensorflow.metadata.v0.LiftSeries.LiftValue;
import org.tensorflow.metadata.v0.LiftStatistics;

/** Statistics of pairs of features in the JSON of a report. */
final class CrossJson {
  static final int MOST_ON_A_PAGE = 500;

  private final Json json;
  private final Limits limits;

  CrossJson(Json json, Limits limits) {
    this.json = json;
    this.limits = limits;
  }

  /** {@code dataset} (its index), {@code x}, {@code y}, {@code count} and what was computed. */
  ObjectNode of(int dataset, CrossFeatureStatistics cross) {
    ObjectNode one = json.object();
    one.put("dataset", dataset);
    json.put(one, "x", String.join(".", cross.getPathX().getStepList()));
    json.put(one, "y", String.join(".", cross.getPathY().getStepList()));
    one.put("count", cross.getCount());
    if (cross.hasNumCrossStats()) {
      json.put(one, "correlation", cross.getNumCrossStats().getCorrelation());
      json.put(one, "covariance", cross.getNumCrossStats().getCovariance());
    }
    if (cross.hasCategoricalCrossStats()) {
      LiftStatistics lift = cross.getCategoricalCrossStats().getLift();
      // TFDV writes weighted series behind the others, in the same list.
      Map<Boolean, List<LiftSeries>> series =
          Stream.concat(
                  lift.getLiftSeriesList().stream(), lift.getWeightedLiftSeriesList().stream())
              .collect(Collectors.partitioningBy(LiftSeries::hasWeightedYCount));
      putSeries(one, "lift", series.get(false));
      putSeries(one, "weighted_lift", series.get(true));
    }
    return one;
  }

  private void putSeries(ObjectNode cross, String name, List<LiftSeries> all) {
    if (all.isEmpty()) {
      return;
    }
    ArrayNode list = cross.putArray(name);
    all.stream()
        .limit(limits.values())
        .forEach(
            series -> {
              ObjectNode one = list.addObject();
              json.put(one, "y", y(series));
              json.put(
                  one,
                  "count",
                  series.hasWeightedYCount() ? series.getWeightedYCount() : series.getYCount());
              ArrayNode values = one.putArray("values");
              series.getLiftValuesList().stream()
                  .limit(limits.values())
                  .forEach(value -> values.add(value(value)));
            });
  }

  private ObjectNode value(LiftValue value) {
    ObjectNode one = json.object();
    json.put(
        one,
        "x",
        value.getXValueCase() == LiftValue.XValueCase.X_INT
            ? Integer.toString(value.getXInt())
            : value.getXString());
    json.put(one, "lift", value.getLift());
    json.put(
        one, "x_count", value.hasWeightedXCount() ? value.getWeightedXCount() : value.getXCount());
    json.put(
        one,
        "x_and_y_count",
        value.hasWeightedXAndYCount() ? value.getWeightedXAndYCount() : value.getXAndYCount());
    return one;
  }

  private static String y(LiftSeries series) {
    return switch (series.getYValueCase()) {
      case Y_INT -> Integer.toString(series.getYInt());
      case Y_STRING -> series.getYString();
      case Y_BUCKET ->
          "[" + series.getYBucket().getLowValue() + ", " + series.getYBucket().getHighValue() + ")";
      case YVALUE_NOT_SET -> "";
    };
  }
}
