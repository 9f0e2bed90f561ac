package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * Counts values that often stand for none, as TFDV's EmptyValueCounterGenerator: empty strings as
 * the custom statistic {@code str_empty}, numbers of -1 as {@code int_-1} (floats too), and of
 * nested features the inner lists without values, or that are missing, as {@code list_empty}. A
 * feature without any has no such statistic.
 */
public final class EmptyValues implements FeatureStatsGenerator {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "empty_values";
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    return new Accumulator();
  }

  private static final class Accumulator implements FeatureStatsAccumulator {
    private long strings;
    private long numbers;
    private long lists;

    @Override
    public void add(Column column, Rows rows) {
      if (column.levels() > 1) {
        lists += emptyLists(column, rows);
      } else if (column.kind() != ValueKind.STRUCT) {
        Values.forEach(column, rows, i -> addValue(column, i));
      }
    }

    private void addValue(Column column, int i) {
      switch (column.kind()) {
        case INT -> numbers += column.longs()[i] == -1 ? 1 : 0;
        case FLOAT -> numbers += column.doubles()[i] == -1 ? 1 : 0;
        default -> strings += column.bytesEnd(i) == column.bytesStart(i) ? 1 : 0;
      }
    }

    private static long emptyLists(Column column, Rows rows) {
      ListLevel outer = column.level(0);
      ListLevel inner = column.level(1);
      if (rows.areAll()) {
        return outer.elements() - withValues(inner, 0, inner.count());
      }
      long sum = 0;
      for (int r = 0; r < rows.size(); r++) {
        int row = rows.get(r);
        for (int list = outer.first(row); list < outer.first(row + 1); list++) {
          sum += outer.length(list);
        }
        sum -= withValues(inner, inner.first(row), inner.first(row + 1));
      }
      return sum;
    }

    private static long withValues(ListLevel lists, int from, int to) {
      long sum = 0;
      for (int list = from; list < to; list++) {
        sum += lists.length(list) > 0 ? 1 : 0;
      }
      return sum;
    }

    @Override
    public void merge(FeatureStatsAccumulator other) {
      Accumulator added = (Accumulator) other;
      strings += added.strings;
      numbers += added.numbers;
      lists += added.lists;
    }

    @Override
    public void write(StateOutput out) {
      out.writeVarint(strings);
      out.writeVarint(numbers);
      out.writeVarint(lists);
    }

    @Override
    public void read(StateInput in) {
      strings = in.readVarint();
      numbers = in.readVarint();
      lists = in.readVarint();
    }

    @Override
    public void addTo(FeatureNameStatistics.Builder feature) {
      add(feature, "int_-1", numbers);
      add(feature, "str_empty", strings);
      add(feature, "list_empty", lists);
    }

    private static void add(FeatureNameStatistics.Builder feature, String name, long count) {
      if (count > 0) {
        feature.addCustomStats(CustomStatistic.newBuilder().setName(name).setNum(count));
      }
    }
  }
}
