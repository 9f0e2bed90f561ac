package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryDetectorTest {
  @Test
  void aThresholdNeedsNoHistory() {
    HistoryDetector detector =
        new HistoryDetector.SimpleThreshold(Optional.of(1.0), Optional.of(2.0));
    assertThat(detector.least()).isZero();
    assertThat(detector.band(new double[0])).isEqualTo(new HistoryDetector.Band(1, 2));
    assertThat(detector.band(new double[0]).holds(Double.NaN)).isFalse();
  }

  @Test
  void absoluteChangesAreDifferencesOfTheOrder() {
    HistoryDetector first =
        new HistoryDetector.AbsoluteChange(Optional.of(-2.0), Optional.of(3.0), 1);
    assertThat(first.band(new double[] {1, 10})).isEqualTo(new HistoryDetector.Band(8, 13));
    // The second difference is x - 2 * 10 + 4.
    HistoryDetector second =
        new HistoryDetector.AbsoluteChange(Optional.of(-2.0), Optional.of(3.0), 2);
    assertThat(second.band(new double[] {4, 10})).isEqualTo(new HistoryDetector.Band(14, 19));
    assertThat(second.least()).isEqualTo(2);
  }

  @Test
  void ratesOfChangeAreQuotientsOfTheOrder() {
    HistoryDetector detector =
        new HistoryDetector.RelativeRateOfChange(Optional.of(0.5), Optional.of(2.0), 2);
    assertThat(detector.band(new double[] {10, 99})).isEqualTo(new HistoryDetector.Band(5, 20));
    assertThat(detector.band(new double[] {-10, 99})).isEqualTo(new HistoryDetector.Band(-20, -5));
  }

  @Test
  void theBatchNormalTakesTheMeanAndTheDeviationOfAll() {
    HistoryDetector.Band band =
        new HistoryDetector.BatchNormal(3, 3, 5).band(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertThat(band.lower()).isCloseTo(5 - 3 * 2, within(1e-12));
    assertThat(band.upper()).isCloseTo(5 + 3 * 2, within(1e-12));
  }

  @Test
  void theOnlineNormalLeavesEarlierOutliersOut() {
    double[] history = {10, 11, 10, 11, 10, 11, 500, 10, 11};
    HistoryDetector.Band without =
        new HistoryDetector.OnlineNormal(3, 3, 0.1, true, 5).band(history);
    assertThat(without.upper()).isCloseTo(10.5 + 3 * 0.5, within(1e-9));
    HistoryDetector.Band with = new HistoryDetector.OnlineNormal(3, 3, 0.1, false, 5).band(history);
    assertThat(with.upper()).isGreaterThan(400);
  }

  @Test
  void aSeasonAndATrendAreExtrapolated() {
    double[] season = {0, 5, -5, 10};
    double[] history = new double[24];
    for (int t = 0; t < history.length; t++) {
      history[t] = 100 + 2 * t + season[t % 4];
    }
    HistoryDetector detector = new HistoryDetector.HoltWinters(4, 1.96);
    HistoryDetector.Band band = detector.band(history);
    assertThat((band.lower() + band.upper()) / 2).isCloseTo(148, within(3.0));
    assertThat(band.holds(148 + 40)).isFalse();
    assertThat(detector.least()).isEqualTo(8);
  }

  @Test
  void optionsNameTheDetector() {
    HistoryCheck check =
        OptionsBinder.bind(
            HistoryCheck.class,
            YamlReader.read(
                "{feature: fare, metric: num_stats.mean, detector: {OnlineNormal: {upper: 4}}}",
                "test",
                "/"));
    assertThat(check.detector()).isEqualTo(new HistoryDetector.OnlineNormal(3, 4, 0.1, true, 5));
    assertThat(check.severity()).isEqualTo(SeverityOverride.Level.ERROR);
  }

  @Test
  void aPathThatLeadsToNoNumberIsAUsageErrorWithAHint() {
    assertThatThrownBy(() -> MetricPath.parse("num_stats.maen", true))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("metric: num_stats.maen: 'maen'")
        .hasMessageContaining("mean");
    assertThatThrownBy(() -> MetricPath.parse("num_stats", true))
        .isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> MetricPath.parse("num_stats.histograms.num_nan", true))
        .isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> MetricPath.parse("num_examples.mean", false))
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void pathsLeadThroughTheStatistics() {
    var statistics = DriftCases.dataset(DriftCases.strings("a", "x", 6, "y", 4));
    assertThat(MetricPath.parse("num_examples", false).of(statistics)).hasValue(10);
    var feature = statistics.getFeatures(0);
    assertThat(MetricPath.parse("string_stats.unique", true).of(feature)).hasValue(2);
    assertThat(MetricPath.parse("common_stats.tot_num_values", true).of(feature)).hasValue(10);
    assertThat(MetricPath.parse("missing_fraction", true).of(feature)).hasValue(0);
    assertThat(
            MetricPath.parse("string_stats.rank_histogram.buckets[1].sample_count", true)
                .of(feature))
        .hasValue(4);
    assertThat(MetricPath.parse("num_stats.mean", true).of(feature)).isEmpty();
  }
}
