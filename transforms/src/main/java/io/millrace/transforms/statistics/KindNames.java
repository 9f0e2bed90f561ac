package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ValueKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Path;

/** Names of features that may come in several types: {@code fare (BYTES)}. */
final class KindNames {
  private KindNames() {}

  static FeaturePath with(FeaturePath path, ValueKind kind) {
    return FeaturePath.of(path + suffix(kind));
  }

  private static String suffix(ValueKind kind) {
    return " (" + kind.name() + ")";
  }

  /**
   * Gives features of one type their plain names back.
   *
   * @param taken names whose plain form means a type of its own
   */
  static DatasetFeatureStatisticsList plain(DatasetFeatureStatisticsList list, Set<String> taken) {
    Map<String, Set<String>> variants = new HashMap<>();
    for (DatasetFeatureStatistics dataset : list.getDatasetsList()) {
      for (FeatureNameStatistics feature : dataset.getFeaturesList()) {
        String name = StatisticsFiles.name(feature);
        variants.computeIfAbsent(plain(name), n -> new TreeSet<>()).add(name);
      }
    }
    // A feature that also comes without a list has a plain name beside.
    variants.forEach((plain, names) -> names.remove(plain));
    DatasetFeatureStatisticsList.Builder renamed = list.toBuilder();
    for (DatasetFeatureStatistics.Builder dataset : renamed.getDatasetsBuilderList()) {
      for (int i = dataset.getFeaturesCount() - 1; i >= 0; i--) {
        String name = StatisticsFiles.name(dataset.getFeatures(i));
        String plain = plain(name);
        if (taken.contains(plain) || variants.get(plain).isEmpty()) {
          continue;
        }
        if (name.equals(plain)) {
          dataset.removeFeatures(i);
        } else if (variants.get(plain).size() == 1) {
          dataset.getFeaturesBuilder(i).setPath(Path.newBuilder().addStep(plain));
        }
      }
    }
    return renamed.build();
  }

  private static String plain(String name) {
    for (ValueKind kind : ValueKind.values()) {
      if (name.endsWith(suffix(kind))) {
        return name.substring(0, name.length() - suffix(kind).length());
      }
    }
    return name;
  }
}
