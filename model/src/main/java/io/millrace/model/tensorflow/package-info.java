/**
 * What the TensorFlow backend shares between training and export: resource variables with their
 * saver, session settings, and the graph of an architecture.
 */
package io.millrace.model.tensorflow;
