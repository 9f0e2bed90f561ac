package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
          "image_stats",
          "image_features",
          "image_pixels_sample_rate",
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
    Map<String, List<String>> bySplit = new LinkedHashMap<>();
    for (String artefact : artefacts) {
      List<String> found = ArtifactLayout.splits(storage, artefact);
      if (found.isEmpty()) {
        throw MillraceException.data(
            artefact + ": found no folder Split-<name> (expected: an artefact of StatisticsGen)");
      }
      found.forEach(split -> bySplit.computeIfAbsent(split, s -> new ArrayList<>()).add(artefact));
    }
    Map<String, SplitStatistics> merged = new LinkedHashMap<>();
    bySplit.forEach((split, parts) -> merged.put(split, mergeSplit(storage, parts, split)));
    return StatisticsOutput.write(storage, output, merged, Map.of());
  }

  private static SplitStatistics mergeSplit(Storage storage, List<String> parts, String split) {
    SplitStatistics first = read(storage, parts.get(0), split);
    AccumulatorSettings settings = first.content().settings();
    int groups = (parts.size() + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE;
    List<SplitAccumulator> merged =
        IntStream.range(0, groups)
            .parallel()
            .mapToObj(
                group -> {
                  SplitAccumulator all = new SplitAccumulator(settings);
                  int end = Math.min(parts.size(), (group + 1) * MERGED_AT_ONCE);
                  for (int i = group * MERGED_AT_ONCE; i < end; i++) {
                    SplitStatistics part = i == 0 ? first : read(storage, parts.get(i), split);
                    check(part, parts.get(i), first, parts.get(0));
                    all.merge(part.content());
                  }
                  return all;
                })
            .toList();
    SplitAccumulator all = merged.get(0);
    merged.subList(1, groups).forEach(all::merge);
    return new SplitStatistics(first.options(), first.schema(), all);
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
    if (!part.content().settings().treatments().equals(first.content().settings().treatments())) {
      throw MillraceException.usage(
          "%s: counted with another schema than %s (expected: the same categories and images); only what was counted alike can be merged"
              .formatted(name, firstName));
    }
    List<StatsGenerator> ours = first.content().settings().generators();
    List<StatsGenerator> theirs = part.content().settings().generators();
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      if (i >= ours.size()
          || i >= theirs.size()
          || !theirs.get(i).countsBy().equals(ours.get(i).countsBy())) {
        throw MillraceException.usage(
            "%s: counted %s by another schema or other options than %s (expected: the same); only what was counted alike can be merged"
                .formatted(name, (i < ours.size() ? ours : theirs).get(i).name(), firstName));
      }
    }
  }
}
