package io.millrace.model.train;

/**
 * Examples on their way to a step. Reused: the pipeline fills it again once it is given back.
 *
 * <p>{@code features} is [capacity, featureSize] row-major, of which the first {@link #size()} rows
 * count; {@code labels} likewise.
 */
final class Batch {
  private final float[] features;
  private final int[] labels;
  private final int featureSize;
  private int size;

  Batch(int capacity, int featureSize) {
    this.features = new float[Math.multiplyExact(capacity, featureSize)];
    this.labels = new int[capacity];
    this.featureSize = featureSize;
  }

  float[] features() {
    return features;
  }

  int[] labels() {
    return labels;
  }

  int featureSize() {
    return featureSize;
  }

  int size() {
    return size;
  }

  boolean full() {
    return size == labels.length;
  }

  void clear() {
    size = 0;
  }

  /** Appends a copy of one example. */
  void add(float[] source, int offset, int label) {
    System.arraycopy(source, offset, features, size * featureSize, featureSize);
    labels[size++] = label;
  }
}
