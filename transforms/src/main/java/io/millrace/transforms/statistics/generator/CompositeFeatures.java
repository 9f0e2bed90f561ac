package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.SparseFeature;

/**
 * The sparse and weighted features of a schema: whether their parts are there together and of one
 * length. Writes TFDV's features and custom statistics: {@code missing_value}, {@code
 * missing_index}, {@code min_length_diff} and {@code max_length_diff} for sparse features, the last
 * three by index; {@code missing_value}, {@code missing_weight}, {@code min_weight_length_diff} and
 * {@code max_weight_length_diff} for weighted ones. Sparse features stand in structs, too; the
 * parts of weighted ones may.
 */
public final class CompositeFeatures implements StatsGenerator {
  private static final long serialVersionUID = 1L;

  private final List<Composite> composites = new ArrayList<>();

  /** Features that belong together, the values first. */
  private record Composite(FeaturePath path, boolean sparse, List<FeaturePath> parts)
      implements Serializable {}

  /** The sparse and weighted features of this schema; sparse ones in structs too, as in TFDV. */
  public CompositeFeatures(Schema schema) {
    addSparse(List.of(), schema.getSparseFeatureList(), schema.getFeatureList());
    schema
        .getWeightedFeatureList()
        .forEach(
            feature ->
                composites.add(
                    new Composite(
                        FeaturePath.of(feature.getName()),
                        false,
                        List.of(
                            new FeaturePath(feature.getFeature().getStepList()),
                            new FeaturePath(feature.getWeightFeature().getStepList())))));
  }

  private void addSparse(List<String> parent, List<SparseFeature> sparse, List<Feature> features) {
    for (SparseFeature feature : sparse) {
      List<FeaturePath> parts = new ArrayList<>();
      feature.getIndexFeatureList().stream()
          .map(index -> child(parent, index.getName()))
          .distinct()
          .sorted(Comparator.naturalOrder())
          .forEach(parts::add);
      parts.add(0, child(parent, feature.getValueFeature().getName()));
      composites.add(new Composite(child(parent, feature.getName()), true, parts));
    }
    for (Feature feature : features) {
      if (feature.getType() == FeatureType.STRUCT) {
        addSparse(
            child(parent, feature.getName()).steps(),
            feature.getStructDomain().getSparseFeatureList(),
            feature.getStructDomain().getFeatureList());
      }
    }
  }

  private static FeaturePath child(List<String> parent, String name) {
    List<String> steps = new ArrayList<>(parent);
    steps.add(name);
    return new FeaturePath(steps);
  }

  /** Whether the schema has none. */
  public boolean isEmpty() {
    return composites.isEmpty();
  }

  @Override
  public String name() {
    return "composite_features";
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new Accumulator(composites);
  }

  private static final class Accumulator implements StatsAccumulator {
    private final List<Composite> composites;
    private final List<JointLengths> lengths;

    Accumulator(List<Composite> composites) {
      this.composites = composites;
      lengths = composites.stream().map(c -> new JointLengths(c.parts())).toList();
    }

    @Override
    public void add(ExampleBatch batch, Rows rows) {
      lengths.forEach(joint -> joint.add(batch, rows));
    }

    @Override
    public void merge(StatsAccumulator other) {
      for (int i = 0; i < lengths.size(); i++) {
        lengths.get(i).merge(((Accumulator) other).lengths.get(i));
      }
    }

    @Override
    public void write(StateOutput out) {
      lengths.forEach(joint -> joint.write(out));
    }

    @Override
    public void read(StateInput in) {
      lengths.forEach(joint -> joint.read(in));
    }

    @Override
    public void addTo(DatasetFeatureStatistics.Builder dataset) {
      for (int i = 0; i < composites.size(); i++) {
        Composite composite = composites.get(i);
        FeatureNameStatistics.Builder feature =
            dataset
                .addFeaturesBuilder()
                .setPath(Path.newBuilder().addAllStep(composite.path().steps()));
        JointLengths joint = lengths.get(i);
        if (composite.sparse()) {
          addSparse(feature, composite, joint);
        } else {
          add(feature, "missing_weight", joint.missing(1));
          add(feature, "missing_value", joint.missing(0));
          add(feature, "min_weight_length_diff", joint.leastDifference(1));
          add(feature, "max_weight_length_diff", joint.mostDifference(1));
        }
      }
    }

    private static void addSparse(
        FeatureNameStatistics.Builder feature, Composite composite, JointLengths joint) {
      RankHistogram.Builder missing = RankHistogram.newBuilder();
      RankHistogram.Builder most = RankHistogram.newBuilder();
      RankHistogram.Builder least = RankHistogram.newBuilder();
      for (int index = 1; index < composite.parts().size(); index++) {
        List<String> steps = composite.parts().get(index).steps();
        String label = steps.get(steps.size() - 1);
        missing.addBuckets(bucket(label, joint.missing(index)));
        most.addBuckets(bucket(label, joint.mostDifference(index)));
        least.addBuckets(bucket(label, joint.leastDifference(index)));
      }
      add(feature, "missing_value", joint.missing(0));
      add(feature, "missing_index", missing);
      add(feature, "max_length_diff", most);
      add(feature, "min_length_diff", least);
    }

    private static RankHistogram.Bucket bucket(String label, long count) {
      return RankHistogram.Bucket.newBuilder().setLabel(label).setSampleCount(count).build();
    }

    private static void add(FeatureNameStatistics.Builder feature, String name, long number) {
      feature.addCustomStats(CustomStatistic.newBuilder().setName(name).setNum(number));
    }

    private static void add(
        FeatureNameStatistics.Builder feature, String name, RankHistogram.Builder histogram) {
      feature.addCustomStats(
          CustomStatistic.newBuilder().setName(name).setRankHistogram(histogram));
    }
  }
}
