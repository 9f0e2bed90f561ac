package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * The statistics of a dataset as a tree of features. Entries without any statistic do not count.
 * The weighted statistics stand in for the others if the dataset and every feature has them.
 */
final class StatisticsView {
  private final double examples;
  private final boolean weighted;
  // In the order of the statistics.
  private final Map<List<String>, FeatureView> features = new LinkedHashMap<>();
  private final Map<List<String>, List<FeatureView>> children = new HashMap<>();
  private final List<FeatureView> roots = new ArrayList<>();

  /**
   * A view of statistics.
   *
   * @throws MillraceException (data) if some features have paths and others names
   */
  StatisticsView(DatasetFeatureStatistics statistics) {
    weighted = hasWeights(statistics);
    examples = weighted ? statistics.getWeightedNumExamples() : statistics.getNumExamples();
    List<List<String>> paths = paths(statistics.getFeaturesList());
    for (int i = 0; i < paths.size(); i++) {
      FeatureNameStatistics feature = statistics.getFeatures(i);
      if (!isEmpty(feature)) {
        FeatureView view = new FeatureView(feature, paths.get(i), examples, weighted);
        features.put(view.path(), view);
      }
    }
    for (FeatureView view : features.values()) {
      List<String> parent = view.path().subList(0, Math.max(0, view.path().size() - 1));
      if (!parent.isEmpty() && features.containsKey(parent)) {
        children.computeIfAbsent(parent, p -> new ArrayList<>()).add(view);
      } else {
        roots.add(view);
      }
    }
    children.values().forEach(list -> list.sort(FeatureView.BY_PATH));
  }

  /** Examples, or the sum of their weights. */
  double examples() {
    return examples;
  }

  /** Whether the weighted statistics count. */
  boolean isWeighted() {
    return weighted;
  }

  /** Features that stand in no other, in the order of the statistics. */
  List<FeatureView> roots() {
    return roots;
  }

  /** The features of a struct, in the order of their paths. */
  List<FeatureView> children(FeatureView parent) {
    return children.getOrDefault(parent.path(), List.of());
  }

  /** All paths. */
  Set<List<String>> paths() {
    return features.keySet();
  }

  private static boolean isEmpty(FeatureNameStatistics feature) {
    return feature.getStatsCase() == FeatureNameStatistics.StatsCase.STATS_NOT_SET
        && feature.getCustomStatsCount() == 0;
  }

  private static boolean hasWeights(DatasetFeatureStatistics statistics) {
    return statistics.getWeightedNumExamples() != 0
        && statistics.getFeaturesList().stream()
            .filter(f -> f.getStatsCase() != FeatureNameStatistics.StatsCase.STATS_NOT_SET)
            .allMatch(f -> StatisticsFiles.common(f).hasWeightedCommonStats());
  }

  private static List<List<String>> paths(List<FeatureNameStatistics> features) {
    long withPath = features.stream().filter(FeatureNameStatistics::hasPath).count();
    if (withPath == features.size()) {
      return features.stream().map(f -> List.copyOf(f.getPath().getStepList())).toList();
    }
    if (withPath == 0) {
      Map<String, FeatureNameStatistics> byName = new HashMap<>();
      features.forEach(f -> byName.put(f.getName(), f));
      return features.stream().map(f -> steps(f.getName(), byName)).toList();
    }
    throw MillraceException.data(
        "statistics: "
            + withPath
            + " of "
            + features.size()
            + " features have a path and the others a name (expected: paths, or names, for all)");
  }

  /** The steps of a name: a name before a dot is a step of its own if it is that of a struct. */
  private static List<String> steps(String name, Map<String, FeatureNameStatistics> byName) {
    List<String> steps = new ArrayList<>();
    int start = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      FeatureNameStatistics ancestor = byName.get(name.substring(0, dot));
      if (ancestor != null && ancestor.getType() == FeatureNameStatistics.Type.STRUCT) {
        steps.add(name.substring(start, dot));
        start = dot + 1;
      }
    }
    steps.add(name.substring(start));
    return List.copyOf(steps);
  }
}
