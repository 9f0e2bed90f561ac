package io.millrace.model.evaluate;

import java.io.Serializable;

/**
 * An example that the model put into a wrong class, with its image if it has one.
 *
 * @param confidence probability of the predicted class
 * @param labelProbability probability of the true class
 * @param file name of the shard, with its split folder
 * @param record number of the example in the shard, from 0
 * @param image raw pixels, row by row with interleaved channels, or a PNG or JPEG file; null where
 *     the example has none or one that is too large to show
 * @param height pixels, 0 if unknown
 * @param width pixels, 0 if unknown
 * @param channels 0 if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // compared by place in the data, never by pixels
record WorstError(
    int label,
    int predicted,
    double confidence,
    double labelProbability,
    String file,
    long record,
    byte[] image,
    int height,
    int width,
    int channels)
    implements Comparable<WorstError>, Serializable {
  private static final long serialVersionUID = 1L;

  /** The worst first: by confidence; equal ones by their place in the data. */
  @Override
  public int compareTo(WorstError other) {
    int order = Double.compare(other.confidence, confidence);
    if (order == 0) {
      order = file.compareTo(other.file);
    }
    return order == 0 ? Long.compare(record, other.record) : order;
  }

  /** By place in the data, as {@link #compareTo}. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WorstError error && compareTo(error) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + Long.hashCode(record);
  }
}
