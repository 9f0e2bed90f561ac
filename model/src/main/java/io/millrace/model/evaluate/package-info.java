/**
 * Evaluation of a trained model: one pass of predictions over the examples, all metrics of all
 * slices from mergeable aggregates, thresholds that decide a blessing with a written reason, and
 * the outputs in the layout of TensorFlow Model Analysis with a readable page beside them.
 */
package io.millrace.model.evaluate;
