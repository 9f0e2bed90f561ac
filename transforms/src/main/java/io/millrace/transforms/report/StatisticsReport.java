package io.millrace.transforms.report;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Statistics of datasets, with the anomalies found in them, to be looked at.
 *
 * @param title of the page
 * @param datasets in the order in which they are shown; the first two are compared at first
 * @param labelFeature the name of the feature whose distribution stands above all others
 * @param images some images of the data
 * @param order of the features
 */
public record StatisticsReport(
    String title,
    List<NamedDataset> datasets,
    Optional<String> labelFeature,
    List<SampleImage> images,
    FeatureOrder order) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no dataset or two have the same name
   */
  public StatisticsReport {
    datasets = List.copyOf(datasets);
    images = List.copyOf(images);
    if (datasets.isEmpty()) {
      throw new IllegalArgumentException("datasets: none (expected: at least one)");
    }
    Set<String> names = new HashSet<>();
    for (NamedDataset dataset : datasets) {
      if (!names.add(dataset.name())) {
        throw new IllegalArgumentException("datasets: two are called " + dataset.name());
      }
    }
  }

  /** A report without a label and images, in the order of the data. */
  public static StatisticsReport of(String title, List<NamedDataset> datasets) {
    return new StatisticsReport(title, datasets, Optional.empty(), List.of(), FeatureOrder.DATA);
  }

  /** The same report with a label, if it has a name. */
  public StatisticsReport withLabel(Optional<String> name) {
    return new StatisticsReport(title, datasets, name, images, order);
  }

  /** The same report with these images. */
  public StatisticsReport withImages(List<SampleImage> others) {
    return new StatisticsReport(title, datasets, labelFeature, others, order);
  }

  /** The same report in another order. */
  public StatisticsReport withOrder(FeatureOrder other) {
    return new StatisticsReport(title, datasets, labelFeature, images, other);
  }

  /** The names of all features, in their order: the steps of their paths joined by dots. */
  public List<String> featureNames() {
    return rows().stream().map(row -> row.key().name()).toList();
  }

  /** The same report with some features only, and pairs in which both are. */
  public StatisticsReport withFeatures(Predicate<String> names) {
    List<NamedDataset> some = datasets.stream().map(d -> Selection.of(d, names)).toList();
    List<SampleImage> shown = images.stream().filter(i -> names.test(i.feature())).toList();
    return new StatisticsReport(title, some, labelFeature, shown, order);
  }

  /** The features in their order. */
  List<FeatureRow> rows() {
    return order.sorted(FeatureRow.of(datasets));
  }

  /**
   * One HTML page, complete in itself: scripts, style and data stand in it, and its content
   * security policy forbids it to load anything. The page's scripts take 700 KB, a feature of a
   * dataset 1 KB to 2 KB as a rule; strings, histograms and lists are cut so that none takes more
   * than 64 KB.
   */
  public String html() {
    return ReportPage.of(this);
  }

  /**
   * The same for programs, as one JSON object; its names are stable while {@code schema_version} is
   * {@value ReportJson#SCHEMA_VERSION}. {@code docs/guide/statistics-report.md} lists them.
   */
  public String json() {
    return ReportJson.of(this, Limits.NONE).toPrettyString();
  }

  /** The same for a terminal. */
  public String text(TextStyle style) {
    return new TextReport(this, style).text();
  }
}
