package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.SparseFeature;
import org.tensorflow.metadata.v0.WeightedFeature;

/** Goes over the features of statistics and of a schema, and compares or widens the schema. */
record SchemaWalk(
    StatisticsView statistics, SchemaInference inference, Optional<String> environment) {

  /** Widens the schema; what one feature changed, such as a shared domain, the next one sees. */
  Schema update(Schema schema) {
    SchemaTree tree = new SchemaTree(schema.toBuilder());
    statistics.roots().forEach(root -> update(tree, root));
    for (List<String> missing : missing(tree)) {
      tree.feature(missing).setLifecycleStage(LifecycleStage.DEPRECATED);
    }
    return tree.schema().build();
  }

  private void update(SchemaTree tree, FeatureView view) {
    SchemaTree.Entry entry = tree.entry(view.path());
    if (!entry.isEmpty()) {
      check(entry, view, new Reasons());
    } else if (!view.isComposite()) {
      inference.add(tree, view);
    }
    Feature.Builder feature = tree.feature(view.path());
    if (feature == null || !SchemaTree.isDeprecated(feature)) {
      statistics.children(view).forEach(child -> update(tree, child));
    }
  }

  /** The anomalies; each feature is compared with the schema as it was given. */
  Map<String, AnomalyInfo> validate(Schema schema) {
    SchemaTree tree = new SchemaTree(schema.toBuilder());
    Map<String, AnomalyInfo> anomalies = new TreeMap<>(ByteOrder.INSTANCE);
    statistics.roots().forEach(root -> validate(tree, root, anomalies));
    for (List<String> path : missing(tree)) {
      Reasons reasons = new Reasons();
      reasons.add(
          Type.SCHEMA_MISSING_COLUMN,
          "Column dropped",
          "Column is completely missing",
          Found.of(
              "in none of " + Found.number(statistics.examples()) + " examples",
              FeatureChecks.expectedPresence(tree.feature(path).getPresence())));
      anomalies.put(SerializedPath.of(path), reasons.toAnomaly(path));
    }
    return new LinkedHashMap<>(anomalies);
  }

  private void validate(SchemaTree tree, FeatureView view, Map<String, AnomalyInfo> anomalies) {
    Reasons reasons = new Reasons();
    SchemaTree.Entry entry = tree.entry(view.path());
    boolean goOn = false;
    if (!entry.isEmpty()) {
      if (entry.feature() != null && SchemaTree.isDeprecated(entry.feature())) {
        return;
      }
      goOn = check(entry.copy(), view, reasons);
    } else if (!view.isComposite()) {
      reasons.add(
          Type.SCHEMA_NEW_COLUMN,
          "New column",
          "New column (column in data but not in schema)",
          Found.of(view.statisticsType() + ", " + Found.presence(view), "no such feature"));
    }
    if (!reasons.isEmpty()) {
      anomalies.put(SerializedPath.of(view.path()), reasons.toAnomaly(view.path()));
    }
    if (goOn) {
      statistics.children(view).forEach(child -> validate(tree, child, anomalies));
    }
  }

  /**
   * Compares one path, without those below, and widens its entry.
   *
   * @return whether those below are to be looked at
   */
  private boolean check(SchemaTree.Entry entry, FeatureView view, Reasons reasons) {
    Feature.Builder feature = entry.feature();
    SparseFeature.Builder sparse = entry.sparse();
    WeightedFeature.Builder weighted = entry.weighted();
    boolean hasFeature = feature != null && !SchemaTree.isDeprecated(feature);
    boolean hasSparse = sparse != null && !SchemaTree.isDeprecated(sparse);
    if (weighted != null && !SchemaTree.isDeprecated(weighted)) {
      if (feature == null && sparse == null) {
        CompositeChecks.checkWeighted(weighted, view, reasons);
        return true;
      }
      weighted.setLifecycleStage(LifecycleStage.DEPRECATED);
      if (feature != null) {
        feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      }
      if (sparse != null) {
        sparse.setLifecycleStage(LifecycleStage.DEPRECATED);
      }
      reasons.add(
          Type.WEIGHTED_FEATURE_NAME_COLLISION,
          "Weighted feature name collision",
          "Weighted feature name collision.",
          collision(feature != null ? "feature" : "sparse_feature", "weighted_feature"));
      return false;
    }
    if (hasSparse && hasFeature) {
      sparse.setLifecycleStage(LifecycleStage.DEPRECATED);
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      reasons.add(
          Type.SPARSE_FEATURE_NAME_COLLISION,
          "Sparse feature name collision",
          "Sparse feature name collision.",
          collision("feature", "sparse_feature"));
      return false;
    }
    if (hasSparse) {
      CompositeChecks.checkSparse(sparse, view, reasons);
      return true;
    }
    if (hasFeature && !view.isComposite()) {
      new FeatureChecks(entry.schema(), feature, view, environment, reasons).run();
      return !SchemaTree.isDeprecated(feature);
    }
    return false;
  }

  private static String collision(String one, String other) {
    return Found.of("a " + one + " and a " + other + " of this name", "one of them");
  }

  /** The required features that the statistics lack. */
  private List<List<String>> missing(SchemaTree tree) {
    List<List<String>> missing = new ArrayList<>();
    addMissing(
        tree.schema().getDefaultEnvironmentList(),
        List.of(),
        tree.schema().getFeatureBuilderList(),
        missing);
    return missing;
  }

  private void addMissing(
      List<String> defaults,
      List<String> parent,
      List<Feature.Builder> features,
      List<List<String>> missing) {
    for (Feature.Builder feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      if (FeatureChecks.isRequired(defaults, feature, environment)
          && !statistics.paths().contains(path)) {
        missing.add(List.copyOf(path));
      }
      if (feature.hasStructDomain() && !SchemaTree.isDeprecated(feature)) {
        addMissing(
            defaults, path, feature.getStructDomainBuilder().getFeatureBuilderList(), missing);
      }
    }
  }
}
