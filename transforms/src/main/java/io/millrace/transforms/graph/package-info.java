/**
 * Preprocessing: a function over TensorFlow ops becomes one graph whose analyzers are constants.
 * The Transform component computes the analyzers with Spark, runs the graph over all examples and
 * publishes it as TensorFlow Transform does; {@link io.millrace.transforms.graph.TransformGraph}
 * and {@link io.millrace.transforms.graph.GraphSplice} put the same graph into a served model.
 */
package io.millrace.transforms.graph;
