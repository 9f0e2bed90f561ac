package io.millrace.transforms.statistics.generator;

import io.millrace.artifacts.options.Doc;
import java.io.Serializable;

/**
 * Two numeric features whose correlation is counted.
 *
 * @param x the name of the one
 * @param y the name of the other
 */
@Doc("Two numeric features whose correlation is counted.")
public record FeatureCross(@Doc("The one.") String x, @Doc("The other.") String y)
    implements Serializable, Comparable<FeatureCross> {
  @Override
  public int compareTo(FeatureCross other) {
    int order = x.compareTo(other.x);
    return order != 0 ? order : y.compareTo(other.y);
  }
}
