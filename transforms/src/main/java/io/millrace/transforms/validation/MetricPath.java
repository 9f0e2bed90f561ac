package io.millrace.transforms.validation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * A number in the statistics of a dataset or a feature: the fields of the message that lead to it,
 * with dots, as {@code num_examples}, {@code num_stats.mean}, {@code
 * num_stats.histograms[0].num_nan}. Of a feature, {@code common_stats} stands for those of its
 * kind, and {@code missing_fraction} for the share of examples without the feature.
 */
final class MetricPath {
  private static final String MISSING_FRACTION = "missing_fraction";
  private static final String COMMON = "common_stats";
  private static final Pattern STEP = Pattern.compile("([a-z0-9_]+)(?:\\[(\\d+)])?");

  private record Step(FieldDescriptor field, int index) {}

  private final boolean missingFraction;
  private final boolean common;
  private final List<Step> steps;

  private MetricPath(boolean missingFraction, boolean common, List<Step> steps) {
    this.missingFraction = missingFraction;
    this.common = common;
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a path.
   *
   * @param ofFeature whether it starts at a feature, or else at the dataset
   * @throws MillraceException (usage) if it leads to no number
   */
  static MetricPath parse(String path, boolean ofFeature) {
    if (ofFeature && path.equals(MISSING_FRACTION)) {
      return new MetricPath(true, false, List.of());
    }
    boolean common = ofFeature && path.startsWith(COMMON + ".");
    Descriptor type =
        common
            ? CommonStatistics.getDescriptor()
            : ofFeature
                ? FeatureNameStatistics.getDescriptor()
                : DatasetFeatureStatistics.getDescriptor();
    List<Step> steps = new ArrayList<>();
    String rest = common ? path.substring(COMMON.length() + 1) : path;
    for (String text : rest.split("\\.", -1)) {
      Matcher matcher = STEP.matcher(text);
      FieldDescriptor field =
          type == null || !matcher.matches() ? null : type.findFieldByName(matcher.group(1));
      if (field == null || field.isRepeated() != (matcher.group(2) != null)) {
        throw refused(path, text, type);
      }
      steps.add(new Step(field, field.isRepeated() ? Integer.parseInt(matcher.group(2)) : 0));
      type =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : null;
    }
    if (type != null) {
      throw refused(path, rest, type);
    }
    return new MetricPath(false, common, steps);
  }

  private static MillraceException refused(String path, String step, Descriptor type) {
    List<String> names =
        type == null ? List.of() : type.getFields().stream().map(FieldDescriptor::getName).toList();
    return MillraceException.usage(
        "metric: "
            + path
            + ": '"
            + step
            + "' "
            + (names.isEmpty() ? "stands behind a number" : Nearest.hint(step, names)));
  }

  /** The number in a dataset; empty if it is not set. */
  OptionalDouble of(DatasetFeatureStatistics dataset) {
    return follow(dataset);
  }

  /** The number in a feature; empty if it is not set. */
  OptionalDouble of(FeatureNameStatistics feature) {
    CommonStatistics shared = StatisticsFiles.common(feature);
    if (missingFraction) {
      long all = shared.getNumMissing() + shared.getNumNonMissing();
      return all == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) shared.getNumMissing() / all);
    }
    return follow(common ? shared : feature);
  }

  private OptionalDouble follow(Message start) {
    Object at = start;
    for (Step step : steps) {
      Message message = (Message) at;
      if (step.field().isRepeated()) {
        if (step.index() >= message.getRepeatedFieldCount(step.field())) {
          return OptionalDouble.empty();
        }
        at = message.getRepeatedField(step.field(), step.index());
      } else {
        if (step.field().hasPresence() && !message.hasField(step.field())) {
          return OptionalDouble.empty();
        }
        at = message.getField(step.field());
      }
    }
    if (at instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    return at instanceof EnumValueDescriptor value
        ? OptionalDouble.of(value.getNumber())
        : OptionalDouble.empty();
  }
}
