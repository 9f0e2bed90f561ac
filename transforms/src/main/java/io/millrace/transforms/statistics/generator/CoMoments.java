package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;

/**
 * Count, means, squared deviations and their product of pairs of numbers, in float64 (Welford 1962;
 * merged after Chan, Golub and LeVeque 1979): free of order but for rounding.
 */
final class CoMoments {
  private long count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  void add(double x, double y) {
    count++;
    double deltaX = x - meanX;
    double deltaY = y - meanY;
    meanX += deltaX / count;
    meanY += deltaY / count;
    squaresX += deltaX * (x - meanX);
    squaresY += deltaY * (y - meanY);
    products += deltaX * (y - meanY);
  }

  void merge(CoMoments other) {
    if (other.count == 0) {
      return;
    }
    long sum = count + other.count;
    double share = (double) other.count / sum;
    double deltaX = other.meanX - meanX;
    double deltaY = other.meanY - meanY;
    squaresX += other.squaresX + deltaX * deltaX * count * share;
    squaresY += other.squaresY + deltaY * deltaY * count * share;
    products += other.products + deltaX * deltaY * count * share;
    meanX += deltaX * share;
    meanY += deltaY * share;
    count = sum;
  }

  long count() {
    return count;
  }

  /** Of the population; only with pairs. */
  double covariance() {
    return products / count;
  }

  /** Pearson's, -1 to 1; NaN where one of the two does not vary. */
  double correlation() {
    double deviations = Math.sqrt(squaresX) * Math.sqrt(squaresY);
    return deviations == 0 ? Double.NaN : Math.max(-1, Math.min(1, products / deviations));
  }

  void write(StateOutput out) {
    out.writeVarint(count);
    for (double number : new double[] {meanX, meanY, squaresX, squaresY, products}) {
      out.writeDouble(number);
    }
  }

  static CoMoments read(StateInput in) {
    CoMoments moments = new CoMoments();
    moments.count = in.readVarint();
    moments.meanX = in.readDouble();
    moments.meanY = in.readDouble();
    moments.squaresX = in.readDouble();
    moments.squaresY = in.readDouble();
    moments.products = in.readDouble();
    return moments;
  }
}
