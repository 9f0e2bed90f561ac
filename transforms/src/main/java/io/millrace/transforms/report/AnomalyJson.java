package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;

/** Anomalies and measurements of drift and skew in the JSON of a report. */
final class AnomalyJson {
  private final Json json;

  AnomalyJson(Json json) {
    this.json = json;
  }

  /** {@code severity}, {@code summary}, {@code description} and {@code reasons}. */
  ObjectNode of(AnomalyInfo info) {
    ObjectNode one = json.object();
    one.put("severity", info.getSeverity().name());
    json.put(one, "summary", info.getShortDescription());
    json.put(one, "description", info.getDescription());
    ArrayNode reasons = one.putArray("reasons");
    for (AnomalyInfo.Reason reason : info.getReasonList()) {
      ObjectNode each = reasons.addObject();
      each.put("type", reason.getType().name());
      json.put(each, "summary", reason.getShortDescription());
      json.put(each, "description", reason.getDescription());
    }
    return one;
  }

  /** Sets {@code drift} and {@code skew}, as far as they were measured. */
  void putComparison(ObjectNode cell, DriftSkewInfo info) {
    putMeasurements(cell, "drift", info.getDriftMeasurementsList());
    putMeasurements(cell, "skew", info.getSkewMeasurementsList());
  }

  /** Sets {@code distances}, if there are any. */
  void putDistances(ObjectNode cell, List<FeatureDistance> distances) {
    if (distances.isEmpty()) {
      return;
    }
    ArrayNode list = cell.putArray("distances");
    for (FeatureDistance distance : distances) {
      ObjectNode one = list.addObject();
      json.put(one, "against", distance.against());
      json.put(one, "measure", distance.measure());
      json.put(one, "value", distance.value().value());
      if (!distance.value().isExact()) {
        json.put(one, "lower", distance.value().lower());
        json.put(one, "upper", distance.value().upper());
      }
      putTail(one, "tail", distance.basis().tail());
      putTail(one, "control_tail", distance.basis().controlTail());
      if (!distance.basis().note().isEmpty()) {
        json.put(one, "note", distance.basis().note());
      }
      distance.threshold().ifPresent(threshold -> json.put(one, "threshold", threshold));
    }
  }

  private void putTail(ObjectNode to, String name, double tail) {
    if (tail > 0) {
      json.put(to, name, tail);
    }
  }

  private void putMeasurements(ObjectNode cell, String name, List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    ArrayNode list = cell.putArray(name);
    for (Measurement measurement : measurements) {
      ObjectNode one = list.addObject();
      one.put("measure", measurement.getType().name());
      json.put(one, "value", measurement.getValue());
      if (measurement.hasThreshold()) {
        json.put(one, "threshold", measurement.getThreshold());
      }
    }
  }
}
