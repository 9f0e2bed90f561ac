package io.millrace.transforms.validation;

/**
 * How messages name the two sides of a comparison. Those of {@link #SKEW} and {@link #DRIFT} are
 * TFDV's.
 *
 * @param treatment what is judged
 * @param control what it is compared with
 * @param missing the control in the message that it lacks a feature
 */
record ControlNames(String treatment, String control, String missing) {
  /** Training data against what is served. */
  static final ControlNames SKEW = new ControlNames("training", "serving", "serving");

  /** A span against the one before. */
  static final ControlNames DRIFT = new ControlNames("current", "previous", "previous");

  /** A version of a span against the one before. */
  static final ControlNames VERSION =
      new ControlNames("current", "previous version", "previous version");

  /** Both sides: {@code training and serving}. */
  String both() {
    return treatment + " and " + control;
  }
}
