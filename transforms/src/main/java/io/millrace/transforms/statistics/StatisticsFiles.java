package io.millrace.transforms.statistics;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.RankHistogram;

/**
 * The files of an ExampleStatistics artefact: {@code Split-<split>/FeatureStats.pb}, one binary
 * DatasetFeatureStatisticsList each, as TFX and TFDV read and write them.
 */
public final class StatisticsFiles {
  /** The file of a split. */
  public static final String FILE_NAME = "FeatureStats.pb";

  /**
   * A custom statistic of Millrace: a rank histogram with the exact counts of all values of an
   * integer feature that has few distinct ones, in ascending order of the value.
   */
  public static final String VALUE_COUNTS = "value_counts";

  /**
   * A custom statistic of Millrace: by how many values the rank of a quantile may be off, with a
   * confidence of {@value #CONFIDENCE}. Absent where quantiles are exact.
   */
  public static final String RANK_ERROR = "quantiles_rank_error";

  /**
   * A custom statistic of Millrace: the relative standard error of the number of distinct values.
   * Absent where it is exact.
   */
  public static final String UNIQUE_ERROR = "unique_relative_standard_error";

  /**
   * A custom statistic of Millrace: by how much a frequency among top values and ranks may be too
   * low; values that come less often may be left out. Absent where all are exact.
   */
  public static final String FREQUENCY_ERROR = "frequency_error";

  /** The same of weighted top values and ranks, in weight. */
  public static final String WEIGHTED_FREQUENCY_ERROR = "weighted_frequency_error";

  /** The confidence that bounds of errors are stated with. */
  public static final double CONFIDENCE = 0.99;

  /** TFDV's name of the dataset that is no slice, in files with slices. */
  public static final String ALL_EXAMPLES = "All Examples";

  private StatisticsFiles() {}

  /**
   * Reads the statistics of a split; of several datasets the one over all examples.
   *
   * @throws MillraceException (data) if the file is missing, broken or holds no such dataset;
   *     (environment) if it cannot be read
   */
  public static DatasetFeatureStatistics read(Storage storage, String artefactUri, String split) {
    return at(storage, uri(artefactUri, split));
  }

  /**
   * Reads a file of statistics; of several datasets the one over all examples.
   *
   * @throws MillraceException as {@link #read}
   */
  public static DatasetFeatureStatistics at(Storage storage, String uri) {
    return allExamples(allAt(storage, uri), uri);
  }

  /**
   * Reads the statistics of a split: one dataset, or with slices one of all examples and one of
   * each slice.
   *
   * @throws MillraceException as {@link #read}
   */
  public static DatasetFeatureStatisticsList readAll(
      Storage storage, String artefactUri, String split) {
    return allAt(storage, uri(artefactUri, split));
  }

  private static DatasetFeatureStatisticsList allAt(Storage storage, String uri) {
    try {
      return DatasetFeatureStatisticsList.parseFrom(storage.readBytes(uri));
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          uri + ": no such file (expected: the statistics of the split); run StatisticsGen", e);
    } catch (InvalidProtocolBufferException e) {
      throw MillraceException.data(
          uri + ": not a DatasetFeatureStatisticsList (" + e.getMessage() + "); run StatisticsGen",
          e);
    } catch (StorageException e) {
      throw MillraceException.environment(e.getMessage(), e);
    } catch (IOException e) {
      throw MillraceException.environment(uri + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The dataset over all examples: the only one, or of several that of no slice.
   *
   * @param where names the list in messages
   * @throws MillraceException (data) if there is none
   */
  public static DatasetFeatureStatistics allExamples(
      DatasetFeatureStatisticsList list, String where) {
    if (list.getDatasetsCount() == 1) {
      return list.getDatasets(0);
    }
    return list.getDatasetsList().stream()
        .filter(d -> d.getName().equals(ALL_EXAMPLES))
        .findFirst()
        .orElseThrow(
            () ->
                MillraceException.data(
                    where
                        + ": found "
                        + list.getDatasetsCount()
                        + " datasets (expected: one, or one named '"
                        + ALL_EXAMPLES
                        + "')"));
  }

  /** Writes the statistics of a split. */
  static void write(
      Storage storage, String artefactUri, String split, DatasetFeatureStatisticsList statistics)
      throws IOException {
    storage.writeBytes(uri(artefactUri, split), statistics.toByteArray());
  }

  /**
   * The counts of the values of a categorical feature by value, in the order of the values'
   * strings: from the rank histogram of a string feature, or from {@link #VALUE_COUNTS} of an
   * integer feature. Empty if the feature has neither.
   */
  public static Optional<Map<String, Double>> valueCounts(FeatureNameStatistics feature) {
    if (feature.hasStringStats()) {
      return feature.getStringStats().hasRankHistogram()
          ? Optional.of(counts(feature.getStringStats().getRankHistogram()))
          : Optional.empty();
    }
    return feature.getCustomStatsList().stream()
        .filter(c -> c.getName().equals(VALUE_COUNTS) && c.hasRankHistogram())
        .map(CustomStatistic::getRankHistogram)
        .map(StatisticsFiles::counts)
        .findFirst();
  }

  /** The name of a feature: its path, or the name that other writers give. */
  public static String name(FeatureNameStatistics feature) {
    return feature.hasPath()
        ? String.join(".", feature.getPath().getStepList())
        : feature.getName();
  }

  /** What is common to all types; the default instance for a feature that is made of others. */
  public static CommonStatistics common(FeatureNameStatistics feature) {
    return switch (feature.getStatsCase()) {
      case NUM_STATS -> feature.getNumStats().getCommonStats();
      case STRING_STATS -> feature.getStringStats().getCommonStats();
      case BYTES_STATS -> feature.getBytesStats().getCommonStats();
      case STRUCT_STATS -> feature.getStructStats().getCommonStats();
      case STATS_NOT_SET -> CommonStatistics.getDefaultInstance();
    };
  }

  /** The number of distinct values, where it is known. */
  static OptionalLong distinct(FeatureNameStatistics feature) {
    if (feature.hasStringStats()) {
      return OptionalLong.of(feature.getStringStats().getUnique());
    }
    return valueCounts(feature)
        .map(counts -> OptionalLong.of(counts.size()))
        .orElse(OptionalLong.empty());
  }

  /** One of the errors that Millrace states of a feature, by its name here; 0 if it states none. */
  public static double error(FeatureNameStatistics feature, String name) {
    return feature.getCustomStatsList().stream()
        .filter(c -> c.getName().equals(name) && c.hasNum())
        .mapToDouble(CustomStatistic::getNum)
        .findFirst()
        .orElse(0);
  }

  private static Map<String, Double> counts(RankHistogram histogram) {
    Map<String, Double> counts = new TreeMap<>();
    histogram
        .getBucketsList()
        .forEach(b -> counts.merge(b.getLabel(), b.getSampleCount(), Double::sum));
    return counts;
  }

  private static String uri(String artefactUri, String split) {
    return Storage.resolve(ArtifactLayout.split(artefactUri, split), FILE_NAME);
  }
}
