package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Merges ExampleStatistics artefacts by their sketches, without the data: the statistics of all
 * their examples together, split by split. What is exact stays exact; the rest is within the bounds
 * that the merged statistics state. The same artefacts in the same order give the same bytes.
 */
public final class StatisticsMerge {
  /** Options that say what is counted; the others only say what of it is shown. */
  private static final List<String> COUNTING =
      List.of(
          "weight_feature",
          "per_feature_weight_override",
          "feature_allowlist",
          "sample_rate",
          "sample_seed",
          "slicing_specs",
          "enable_semantic_domain_stats",
          "semantic_domain_stats_sample_rate",
          "cross_features",
          "all_cross_features",
          "cross_feature_sample_rate",
          "generators");

  /** Neighbours that one thread merges; fixed, so that the number of threads does not show. */
  private static final int MERGED_AT_ONCE = 32;

  private StatisticsMerge() {}

  /**
   * Merges artefacts into a new one. The options are those of the first.
   *
   * @param artefacts at least one, in the order of their examples
   * @param output an existing, empty folder
   * @return what to say of it
   * @throws MillraceException (data) if an artefact has no sketches, or two of them differ in the
   *     type of a feature; (usage) if they were counted by different options
   */
  public static ComponentResult merge(Storage storage, List<String> artefacts, String output)
      throws IOException {
    Set<String> splits = new LinkedHashSet<>();
    for (String artefact : artefacts) {
      List<String> found = ArtifactLayout.splits(storage, artefact);
      if (found.isEmpty()) {
        throw MillraceException.data(
            artefact + ": found no folder Split-<name> (expected: an artefact of StatisticsGen)");
      }
      splits.addAll(found);
    }
    Map<String, SplitStatistics> merged = new LinkedHashMap<>();
    for (String split : splits) {
      merged.put(split, mergeSplit(storage, artefacts, split));
    }
    return StatisticsOutput.write(storage, output, merged, Map.of());
  }

  private static SplitStatistics mergeSplit(Storage storage, List<String> artefacts, String split)
      throws IOException {
    List<String> parts = new ArrayList<>();
    for (String artefact : artefacts) {
      if (ArtifactLayout.splits(storage, artefact).contains(split)) {
        parts.add(artefact);
      }
    }
    SplitStatistics first = read(storage, parts.get(0), split);
    int groups = (parts.size() + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE;
    List<SplitAccumulator> merged =
        IntStream.range(0, groups)
            .parallel()
            .mapToObj(
                group -> {
                  int from = group * MERGED_AT_ONCE;
                  int to = Math.min(parts.size(), from + MERGED_AT_ONCE);
                  return mergeAll(storage, parts.subList(from, to), split, first, parts.get(0));
                })
            .toList();
    SplitAccumulator all = merged.get(0);
    merged.subList(1, groups).forEach(all::merge);
    return new SplitStatistics(first.options(), first.schema(), all);
  }

  private static SplitAccumulator mergeAll(
      Storage storage,
      List<String> artefacts,
      String split,
      SplitStatistics like,
      String likeName) {
    SplitAccumulator all = new SplitAccumulator(Settings.of(like.options(), like.schema()));
    for (String artefact : artefacts) {
      SplitStatistics part = read(storage, artefact, split);
      check(part, artefact, like, likeName);
      all.merge(part.content());
    }
    return all;
  }

  private static SplitStatistics read(Storage storage, String artefact, String split) {
    return StatisticsSketches.read(storage, artefact, split)
        .orElseThrow(
            () ->
                MillraceException.data(
                    Storage.resolve(
                            ArtifactLayout.split(artefact, split), StatisticsSketches.FILE_NAME)
                        + ": no such file (expected: the sketches that StatisticsGen of Millrace"
                        + " writes; statistics of TFX cannot be merged); run StatisticsGen"));
  }

  private static void check(
      SplitStatistics part, String name, SplitStatistics first, String firstName) {
    Map<String, Object> found = OptionsBinder.toMap(part.options());
    Map<String, Object> expected = OptionsBinder.toMap(first.options());
    for (String option : COUNTING) {
      if (!Objects.equals(found.get(option), expected.get(option))) {
        throw MillraceException.usage(
            "%s: counted with %s %s (expected: %s, as %s); only what was counted alike can be merged"
                .formatted(name, option, found.get(option), expected.get(option), firstName));
      }
    }
    if (!Settings.of(part.options(), part.schema())
        .treatments()
        .equals(Settings.of(first.options(), first.schema()).treatments())) {
      throw MillraceException.usage(
          "%s: counted with another schema than %s (expected: the same categories and images); only what was counted alike can be merged"
              .formatted(name, firstName));
    }
  }
}
