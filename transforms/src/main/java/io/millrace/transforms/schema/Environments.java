package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureOrBuilder;
import org.tensorflow.metadata.v0.Schema;

/** Which features belong to an environment, such as training or serving. */
public final class Environments {
  private Environments() {}

  /**
   * Refuses an environment that the schema does not name in {@code default_environment}.
   *
   * @throws MillraceException (usage) if it does not
   */
  static void check(Schema schema, Optional<String> environment) {
    environment
        .filter(e -> !schema.getDefaultEnvironmentList().contains(e))
        .ifPresent(
            e -> {
              throw MillraceException.usage(
                  "environment '"
                      + e
                      + "' is none of the schema "
                      + (schema.getDefaultEnvironmentCount() == 0
                          ? "(expected: one of its default_environment, which is empty)"
                          : Nearest.hint(e, schema.getDefaultEnvironmentList())));
            });
  }

  /**
   * Whether a feature belongs to an environment: by its own lists, first those that it is in, or
   * else by those of the schema, its {@code default_environment}. To no environment every feature
   * belongs.
   */
  public static boolean includes(
      List<String> defaults, FeatureOrBuilder feature, Optional<String> environment) {
    if (environment.isEmpty() || feature.getInEnvironmentList().contains(environment.get())) {
      return true;
    }
    return !feature.getNotInEnvironmentList().contains(environment.get())
        && defaults.contains(environment.get());
  }

  /** Makes a feature belong to an environment. */
  static void include(List<String> defaults, Feature.Builder feature, String environment) {
    List<String> others =
        feature.getNotInEnvironmentList().stream().filter(e -> !e.equals(environment)).toList();
    feature.clearNotInEnvironment().addAllNotInEnvironment(others);
    if (!includes(defaults, feature, Optional.of(environment))) {
      feature.addInEnvironment(environment);
    }
  }
}
