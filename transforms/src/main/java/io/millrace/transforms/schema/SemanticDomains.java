package io.millrace.transforms.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.Feature;

/**
 * Domains that statistics propose: the custom statistic {@code domain_info}, a Feature in text form
 * with its domain and nothing else, such as {@code image_domain {}}.
 */
final class SemanticDomains {
  private static final String STATISTIC = "domain_info";

  private SemanticDomains() {}

  /** The domain that a feature's statistics propose, as a Feature; empty if not exactly one. */
  static Optional<Feature> proposed(FeatureView view) {
    List<String> texts =
        view.customStatistics().stream()
            .filter(c -> c.getName().equals(STATISTIC) && !c.getStr().isEmpty())
            .map(CustomStatistic::getStr)
            .toList();
    if (texts.size() != 1) {
      return Optional.empty();
    }
    try {
      Feature.Builder parsed = Feature.newBuilder();
      TextFormat.merge(texts.get(0), parsed);
      Set<FieldDescriptor> fields = parsed.getAllFields().keySet();
      return fields.size() == 1 && isDomain(fields.iterator().next())
          ? Optional.of(parsed.build())
          : Optional.empty();
    } catch (TextFormat.ParseException e) {
      // As good as none: the statistics come from elsewhere and the feature fits without it.
      return Optional.empty();
    }
  }

  private static boolean isDomain(FieldDescriptor field) {
    OneofDescriptor oneof = field.getContainingOneof();
    return oneof != null && oneof.getName().equals(STATISTIC);
  }
}
