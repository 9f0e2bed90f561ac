package io.millrace.records.spark.read;

import java.nio.charset.StandardCharsets;

/** A column of a tf.Example or tf.SequenceExample, and where its values come from. */
final class FeatureColumn {
  final FeatureVector vector;

  /** Whether a feature of the context fills it, and whether a feature list does. */
  final boolean inContext;

  final boolean inLists;

  private final String name;
  private final byte[] utf8;
  private int contextRow = -1;

  FeatureColumn(String name, FeatureVector vector, boolean inContext, boolean inLists) {
    this.name = name;
    this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    this.vector = vector;
    this.inContext = inContext;
    this.inLists = inLists;
  }

  String name() {
    return name;
  }

  /** Not to be changed. */
  byte[] utf8() {
    return utf8;
  }

  /** Forgets where values came from. */
  void startBatch() {
    contextRow = -1;
  }

  /** Behind the context: a value from there counts more than a feature list. */
  void endContext(int row) {
    contextRow = vector.isNullAt(row) ? -1 : row;
  }

  /** Whether the row has its value from the context. */
  boolean isFromContext(int row) {
    return contextRow == row;
  }
}
