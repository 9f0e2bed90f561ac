package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** The statistics of a {@link FeatureStatsGenerator} for every feature that it applies to. */
public record PerFeature(FeatureStatsGenerator generator) implements StatsGenerator {
  @Override
  public String name() {
    return generator.name();
  }

  @Override
  public Object countsBy() {
    return generator.countsBy();
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new Features(generator, generator::newAccumulator);
  }

  @Override
  public StatsAccumulator newSliceAccumulator() {
    return new Features(generator, generator::newSliceAccumulator);
  }

  /** The accumulators of all features. */
  private static final class Features implements StatsAccumulator {
    private final FeatureStatsGenerator generator;
    private final Function<FeaturePath, FeatureStatsAccumulator> newAccumulator;
    private final Map<FeaturePath, FeatureStatsAccumulator> features = new TreeMap<>();

    Features(
        FeatureStatsGenerator generator,
        Function<FeaturePath, FeatureStatsAccumulator> newAccumulator) {
      this.generator = generator;
      this.newAccumulator = newAccumulator;
    }

    @Override
    public void add(ExampleBatch batch, Rows rows) {
      for (Column column : batch.columns()) {
        if (column.kind() != null && generator.appliesTo(column.path())) {
          of(column.path()).add(batch, column, rows);
        }
      }
    }

    private FeatureStatsAccumulator of(FeaturePath path) {
      return features.computeIfAbsent(path, newAccumulator);
    }

    @Override
    public void merge(StatsAccumulator other) {
      ((Features) other)
          .features.forEach(
              (path, feature) -> {
                FeatureStatsAccumulator ours = features.putIfAbsent(path, feature);
                if (ours != null) {
                  ours.merge(feature);
                }
              });
    }

    @Override
    public void write(StateOutput out) {
      out.writeVarint(features.size());
      features.forEach(
          (path, feature) -> {
            out.writeVarint(path.steps().size());
            path.steps().forEach(out::writeString);
            feature.write(out);
          });
    }

    @Override
    public void read(StateInput in) {
      int count = in.readCount(1);
      for (int i = 0; i < count; i++) {
        int stepCount = in.readCount(1);
        List<String> steps = new ArrayList<>();
        for (int step = 0; step < stepCount; step++) {
          steps.add(in.readString());
        }
        of(new FeaturePath(steps)).read(in);
      }
    }

    @Override
    public void addTo(DatasetFeatureStatistics.Builder dataset) {
      for (FeatureNameStatistics.Builder feature : dataset.getFeaturesBuilderList()) {
        FeatureStatsAccumulator found =
            features.get(new FeaturePath(feature.getPath().getStepList()));
        if (found != null) {
          found.addTo(feature);
        }
      }
    }

    @Override
    public List<SampleImage> images() {
      return features.values().stream().flatMap(feature -> feature.images().stream()).toList();
    }
  }
}
