/**
 * The trainer: reads transformed examples, trains an architecture with TensorFlow in one Spark
 * task, and exports the model.
 */
package io.millrace.model.train;
