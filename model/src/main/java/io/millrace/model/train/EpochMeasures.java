package io.millrace.model.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an epoch gave.
 *
 * @param epoch from 1
 * @param steps in this epoch
 * @param examples in this epoch
 * @param loss the mean over the epoch, each batch before its update
 * @param accuracy the share of examples whose most probable class was the label, likewise
 * @param evalLoss the mean over the eval split after the epoch; NaN without eval split
 * @param evalAccuracy likewise
 * @param seconds of training, without evaluation
 * @param inputWaitShare share of these seconds that training waited for input
 * @param residentBytes memory of the process at the end of the epoch
 */
record EpochMeasures(
    int epoch,
    long steps,
    long examples,
    double loss,
    double accuracy,
    double evalLoss,
    double evalAccuracy,
    double seconds,
    double inputWaitShare,
    long residentBytes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final List<String> COLUMNS =
      List.of(
          "epoch",
          "loss",
          "accuracy",
          "eval loss",
          "eval accuracy",
          "images/s",
          "input wait",
          "memory MiB");

  boolean evaluated() {
    return !Double.isNaN(evalLoss);
  }

  double examplesPerSecond() {
    return examples / seconds;
  }

  /** A row of the summary. */
  List<Object> row() {
    List<Object> row = new ArrayList<>();
    row.add((long) epoch);
    row.add(rounded(loss, 4));
    row.add(rounded(accuracy, 4));
    row.add(evaluated() ? rounded(evalLoss, 4) : "");
    row.add(evaluated() ? rounded(evalAccuracy, 4) : "");
    row.add(Math.round(examplesPerSecond()));
    row.add(rounded(inputWaitShare, 3));
    row.add(residentBytes >> 20);
    return row;
  }

  /** A line while training goes on. */
  String line(int epochs) {
    String eval =
        evaluated()
            ? String.format(Locale.ROOT, ", eval loss %.3f accuracy %.3f", evalLoss, evalAccuracy)
            : "";
    return String.format(
        Locale.ROOT,
        "epoch %d/%d loss %.3f accuracy %.3f%s, %,.0f images/s, waited for input %.1f %%",
        epoch,
        epochs,
        loss,
        accuracy,
        eval,
        examplesPerSecond(),
        100 * inputWaitShare);
  }

  /** For {@code training_history.json}. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("epoch", epoch);
    json.put("steps", steps);
    json.put("examples", examples);
    json.put("loss", loss);
    json.put("accuracy", accuracy);
    if (evaluated()) {
      json.put("eval_loss", evalLoss);
      json.put("eval_accuracy", evalAccuracy);
    }
    json.put("seconds", seconds);
    json.put("examples_per_second", examplesPerSecond());
    json.put("input_wait_share", inputWaitShare);
    json.put("resident_bytes", residentBytes);
    return json;
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
