/**
 * Architectures: layers named and defaulted as in Keras, their shapes, weights and initial values.
 * Nothing here knows a backend; {@code model.tensorflow} builds graphs from it.
 */
package io.millrace.model.layers;
