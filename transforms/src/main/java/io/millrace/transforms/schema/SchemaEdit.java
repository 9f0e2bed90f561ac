package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.metadata.v0.Annotation;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;

/** Edits a schema by commands. Not thread-safe. */
public final class SchemaEdit {
  /** The tag, in the schema's annotation, of a schema that people look after. */
  public static final String FROZEN_TAG = "millrace:frozen";

  private final SchemaTree tree;

  private SchemaEdit(Schema schema) {
    this.tree = new SchemaTree(schema.toBuilder());
  }

  /** Begins to edit a schema, which itself does not change. */
  public static SchemaEdit of(Schema schema) {
    return new SchemaEdit(schema);
  }

  /** The schema as it is now. */
  public Schema schema() {
    return tree.schema().build();
  }

  /** The fields beside the features; features must not be added or removed through it. */
  public Schema.Builder top() {
    return tree.schema();
  }

  /**
   * A feature by its written path ({@link SerializedPath}), to be changed in place.
   *
   * @throws MillraceException (usage) if there is none
   */
  public Feature.Builder feature(String path) {
    Feature.Builder feature = tree.feature(SerializedPath.parse(path));
    if (feature == null) {
      List<String> names = new ArrayList<>();
      addNames(tree.schema().getFeatureList(), List.of(), names);
      throw MillraceException.usage(
          "the schema has no feature '" + path + "' " + Nearest.hint(path, names));
    }
    return feature;
  }

  private static void addNames(List<Feature> features, List<String> parent, List<String> names) {
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      names.add(SerializedPath.of(path));
      addNames(feature.getStructDomain().getFeatureList(), path, names);
    }
  }

  /**
   * The string domain of a feature, to be changed in place; one in the feature if it has none.
   *
   * @throws MillraceException (usage) if it has another domain or holds no strings
   */
  public StringDomain.Builder stringDomain(String path) {
    Feature.Builder feature = feature(path);
    StringDomain.Builder domain = SpecificationChecks.stringDomain(tree.schema(), feature);
    if (domain != null) {
      return domain;
    }
    if (feature.getDomainInfoCase() != Feature.DomainInfoCase.DOMAININFO_NOT_SET
        || feature.getType() != FeatureType.BYTES) {
      throw MillraceException.usage(
          "feature '"
              + path
              + "' has type "
              + feature.getType()
              + " and "
              + feature.getDomainInfoCase()
              + " (expected: BYTES with a string domain, or without a domain)");
    }
    return feature.getStringDomainBuilder().setName(path);
  }

  /**
   * Makes the schema a curated one: takes out features that are deprecated and string domains that
   * no feature uses, and records where it came from.
   *
   * @param note one line for the schema's annotation, such as the source and the date
   */
  public static Schema frozen(Schema schema, String note) {
    Schema.Builder frozen = schema.toBuilder().clearFeature().clearStringDomain();
    Set<String> used = new HashSet<>();
    frozen.addAllFeature(kept(schema.getFeatureList(), used));
    schema.getStringDomainList().stream()
        .filter(d -> used.contains(d.getName()))
        .forEach(frozen::addStringDomain);
    Annotation.Builder annotation = frozen.getAnnotationBuilder();
    if (!annotation.getTagList().contains(FROZEN_TAG)) {
      annotation.addTag(FROZEN_TAG);
    }
    annotation.addComment(note);
    return frozen.build();
  }

  /** Whether a schema was frozen. */
  public static boolean isFrozen(Schema schema) {
    return schema.getAnnotation().getTagList().contains(FROZEN_TAG);
  }

  @SuppressWarnings("deprecation")
  private static List<Feature> kept(List<Feature> features, Set<String> domains) {
    List<Feature> kept = new ArrayList<>();
    for (Feature feature : features) {
      if (feature.getDeprecated() || feature.getLifecycleStage() == LifecycleStage.DEPRECATED) {
        continue;
      }
      if (feature.hasDomain()) {
        domains.add(feature.getDomain());
      }
      Feature.Builder copy = feature.toBuilder();
      if (feature.hasStructDomain()) {
        copy.getStructDomainBuilder()
            .clearFeature()
            .addAllFeature(kept(feature.getStructDomain().getFeatureList(), domains));
      }
      kept.add(copy.build());
    }
    return kept;
  }

  /** What is wrong with a schema on its own, one line each; empty if nothing is. */
  public static List<String> problems(Schema schema) {
    List<String> problems = new ArrayList<>();
    addProblems(schema, schema.getFeatureList(), List.of(), problems);
    return problems;
  }

  private static void addProblems(
      Schema schema, List<Feature> features, List<String> parent, List<String> problems) {
    Set<String> names = new HashSet<>();
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      String where = "feature " + SerializedPath.of(path) + ": ";
      if (!names.add(feature.getName())) {
        problems.add(where + "there are several of this name");
      }
      if (!SchemaTree.isDeprecated(feature.toBuilder())) {
        Reasons reasons = new Reasons();
        new SpecificationChecks(schema.toBuilder(), feature.toBuilder(), reasons).run();
        if (!reasons.isEmpty()) {
          reasons
              .toAnomaly(path)
              .getReasonList()
              .forEach(
                  r ->
                      problems.add(
                          where + (r.getShortDescription() + " " + r.getDescription()).strip()));
        }
      }
      addProblems(schema, feature.getStructDomain().getFeatureList(), path, problems);
    }
  }
}
