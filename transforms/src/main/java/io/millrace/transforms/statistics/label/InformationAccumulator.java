package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** What {@link MutualInformation} keeps: features, and a sample of examples. */
final class InformationAccumulator implements StatsAccumulator {
  private final MutualInformation settings;
  private final long salt;
  private final LabelSample sample;
  // Whether each feature is categorical.
  private final SortedMap<String, Boolean> features = new TreeMap<>();
  private long examples;

  InformationAccumulator(MutualInformation settings) {
    this.settings = settings;
    salt = Hashes.mix(settings.seed());
    sample = new LabelSample(settings.maxRows());
  }

  /** A feature of the top level in a batch. */
  private record Source(Column column, long id, boolean categorical) {}

  @Override
  public void add(ExampleBatch batch, Rows rows) {
    List<Source> sources = new ArrayList<>();
    for (Column column : batch.columns()) {
      if (column.kind() == null
          || column.kind() == ValueKind.STRUCT
          || column.path().steps().size() > 1) {
        continue;
      }
      String name = column.path().steps().get(0);
      if (!settings.ignored().contains(name) || name.equals(settings.label())) {
        boolean categorical = settings.isCategorical(name, column.kind() == ValueKind.BYTES);
        if (categorical || column.kind() != ValueKind.BYTES) {
          features.put(name, categorical);
          sources.add(new Source(column, id(name), categorical));
        }
      }
    }
    sources.sort(Comparator.comparingLong(Source::id));
    int count = rows.areAll() ? batch.rows() : rows.size();
    examples += count;
    for (int r = 0; r < count; r++) {
      int row = rows.areAll() ? r : rows.get(r);
      long hash = Hashes.mix(batch.placeHash(row) ^ salt);
      if (sample.mayKeep(hash)) {
        sample.add(hash, cells(sources, row));
      }
    }
  }

  private static long id(String feature) {
    byte[] bytes = feature.getBytes(StandardCharsets.UTF_8);
    return Hashes.hash(bytes, 0, bytes.length);
  }

  private static long[] cells(List<Source> sources, int row) {
    long[] cells = new long[2 * sources.size()];
    int size = 0;
    for (Source source : sources) {
      Column column = source.column();
      int first = ValueKeys.first(column, row);
      int end = ValueKeys.first(column, row + 1);
      long value = 0;
      boolean present = false;
      if (source.categorical()) {
        long[] hashes = new long[end - first];
        for (int i = first; i < end; i++) {
          byte[] key = ValueKeys.of(column, i);
          hashes[i - first] = Hashes.hash(key, 0, key.length);
        }
        Arrays.sort(hashes);
        for (long hash : hashes) {
          value = Hashes.mix(value ^ hash);
        }
        present = end > first;
      } else {
        double sum = 0;
        for (int i = first; i < end; i++) {
          sum += column.kind() == ValueKind.INT ? column.longs()[i] : column.doubles()[i];
        }
        double mean = sum / (end - first);
        value = Double.doubleToLongBits(mean + 0.0);
        present = !Double.isNaN(mean);
      }
      if (present) {
        cells[size++] = source.id();
        cells[size++] = value;
      }
    }
    return Arrays.copyOf(cells, size);
  }

  @Override
  public void merge(StatsAccumulator other) {
    InformationAccumulator added = (InformationAccumulator) other;
    examples += added.examples;
    features.putAll(added.features);
    sample.merge(added.sample);
  }

  @Override
  public void write(StateOutput out) {
    out.writeVarint(examples);
    out.writeVarint(features.size());
    features.forEach(
        (name, categorical) -> {
          out.writeString(name);
          out.writeBoolean(categorical);
        });
    sample.write(out);
  }

  @Override
  public void read(StateInput in) {
    examples = in.readVarint();
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      features.put(in.readString(), in.readBoolean());
    }
    sample.read(in);
  }

  @Override
  public void addTo(DatasetFeatureStatistics.Builder dataset) {
    if (sample.size() == 0 || !features.containsKey(settings.label())) {
      return;
    }
    Map<Long, Long[]> values = values();
    int[] label = categories(settings.label(), values);
    for (FeatureNameStatistics.Builder feature : dataset.getFeaturesBuilderList()) {
      List<String> steps = feature.getPath().getStepList();
      String name = steps.isEmpty() ? "" : steps.get(0);
      if (steps.size() == 1 && features.containsKey(name) && !name.equals(settings.label())) {
        PairTable table = new PairTable(categories(name, values), label);
        add(feature, MutualInformation.INFORMATION, table.information());
        add(feature, MutualInformation.ADJUSTED, table.adjusted());
        add(feature, MutualInformation.NORMALIZED, table.normalized());
        add(feature, MutualInformation.ERROR, table.error(examples));
        add(feature, MutualInformation.ROWS, sample.size());
      }
    }
  }

  private static void add(FeatureNameStatistics.Builder feature, String name, double value) {
    feature.addCustomStats(CustomStatistic.newBuilder().setName(name).setNum(value));
  }

  /** The values of the sample by the features' ids; null where there is none. */
  private Map<Long, Long[]> values() {
    Collection<long[]> rows = sample.rows();
    Map<Long, Long[]> values = new HashMap<>();
    int index = 0;
    for (long[] cells : rows) {
      for (int c = 0; c < cells.length; c += 2) {
        values.computeIfAbsent(cells[c], id -> new Long[rows.size()])[index] = cells[c + 1];
      }
      index++;
    }
    return values;
  }

  private int[] categories(String feature, Map<Long, Long[]> all) {
    Long[] values = all.getOrDefault(id(feature), new Long[sample.size()]);
    if (features.get(feature)) {
      return PairTable.numbered(values);
    }
    double[] sorted =
        Arrays.stream(values)
            .filter(v -> v != null)
            .mapToDouble(Double::longBitsToDouble)
            .sorted()
            .toArray();
    TreeSet<Double> distinct = new TreeSet<>();
    Arrays.stream(sorted).forEach(distinct::add);
    if (distinct.size() <= settings.numBuckets()) {
      return PairTable.numbered(values);
    }
    Map<Double, Long> buckets = new HashMap<>();
    for (int i = sorted.length - 1; i >= 0; i--) {
      // Equal values go where the first of them goes.
      buckets.put(sorted[i], (long) i * settings.numBuckets() / sorted.length);
    }
    Object[] found = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      found[i] = values[i] == null ? null : buckets.get(Double.longBitsToDouble(values[i]));
    }
    return PairTable.numbered(found);
  }
}
