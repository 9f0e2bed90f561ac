package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleColumns;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExampleRows;
import io.millrace.transforms.examples.ExampleSql;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.tensorflow.metadata.v0.Schema;

/**
 * Evaluates conditions on all examples of all splits in one scan. Of the failing examples a bounded
 * number is kept, those that come first by file and record, so that the same files give the same
 * samples.
 */
final class RowCheckJob {
  private static final int BATCH = 1000;

  /**
   * A failing example.
   *
   * @param unit what {@code position} counts
   * @param position where it is in the file
   * @param values JSON
   */
  record Sample(String file, String unit, long position, String values) implements Serializable {
    /** In words, such as {@code record 3}. */
    String place() {
      return unit + " " + position;
    }

    /** The index of the record, or else its place. */
    Object record() {
      return unit.equals("record") ? (Object) position : place();
    }
  }

  /** What a check found in a split. */
  static final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int most;
    private long failing;
    private long nulls;
    private final List<Sample> samples = new ArrayList<>();

    Tally(int most) {
      this.most = most;
    }

    private void add(boolean isNull, boolean fails, Sample sample) {
      nulls += isNull ? 1 : 0;
      if (fails) {
        failing++;
        if (samples.size() < most) {
          samples.add(sample);
        }
      }
    }

    /** Adds that of the part behind this one. */
    private void merge(Tally next) {
      failing += next.failing;
      nulls += next.nulls;
      next.samples.stream().limit(most - samples.size()).forEach(samples::add);
    }

    long failing() {
      return failing;
    }

    long nulls() {
      return nulls;
    }

    List<Sample> samples() {
      return Collections.unmodifiableList(samples);
    }
  }

  /** The tallies of a part by check, and its records. */
  private record Part(int index, long records, Tally[] tallies) implements Serializable {}

  /** What was found: records and tallies by split and check. */
  record Found(long[] records, Tally[][] tallies) {}

  private final SparkSession spark;
  private final ExampleSql sql;
  private final Progress.TaskCounter counter;

  RowCheckJob(SparkSession spark, Schema schema, Progress.TaskCounter counter) {
    this.spark = spark;
    this.sql = new ExampleSql(spark, "row_checks", schema);
    this.counter = counter;
  }

  /**
   * Runs the scan.
   *
   * @throws MillraceException (usage) if an expression cannot be understood or is no condition;
   *     (data) if a file is damaged
   */
  Found run(ExampleColumns columns, List<RowCheck> checks, ExampleInput input, int samples)
      throws Exception {
    Dataset<Row> evaluated =
        select(
            spark.createDataFrame(
                input.map(part -> new ExampleRows(part, columns, false)),
                ExampleRows.type(columns, false)),
            columns,
            checks);
    boolean[] nullFails = new boolean[checks.size()];
    for (int i = 0; i < nullFails.length; i++) {
      nullFails[i] = checks.get(i).nulls() == RowCheck.Nulls.FAIL;
    }
    int splits = input.splits().size();
    long[] records = new long[splits];
    Tally[][] tallies = new Tally[splits][checks.size()];
    for (Tally[] split : tallies) {
      Arrays.setAll(split, i -> new Tally(samples));
    }
    Progress.TaskCounter taskCounter = counter;
    try {
      for (Part part :
          evaluated
              .toJavaRDD()
              .mapPartitionsWithIndex(
                  (index, rows) -> count(index, rows, nullFails, samples, taskCounter), true)
              .collect()) {
        int split = splitOf(input, part.index());
        records[split] += part.records();
        for (int check = 0; check < checks.size(); check++) {
          tallies[split][check].merge(part.tallies()[check]);
        }
      }
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
    return new Found(records, tallies);
  }

  private static int splitOf(ExampleInput input, int part) {
    int split = 0;
    for (int first = input.parts(0); first <= part; first += input.parts(split)) {
      split++;
    }
    return split;
  }

  /** The conditions, the place, and the values of what fails. */
  private Dataset<Row> select(
      Dataset<Row> examples, ExampleColumns columns, List<RowCheck> checks) {
    List<Column> selected = new ArrayList<>();
    Column suspicious = functions.lit(false);
    for (RowCheck check : checks) {
      Column condition = functions.expr(check.expression());
      requireCondition(check);
      selected.add(condition);
      suspicious = suspicious.or(functions.coalesce(functions.not(condition), functions.lit(true)));
    }
    ExampleRows.PLACE.forEach(field -> selected.add(functions.col(field.name())));
    Column[] values =
        Arrays.stream(columns.type().fieldNames())
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    selected.add(functions.when(suspicious, functions.to_json(functions.struct(values))));
    return examples.select(selected.toArray(new Column[0]));
  }

  private void requireCondition(RowCheck check) {
    String found = sql.typeOf(check.expression()).simpleString();
    if (!found.equals("boolean")) {
      throw MillraceException.usage(
          "row_checks: "
              + check.expression()
              + ": found a value of type "
              + found
              + " (expected: a condition)");
    }
  }

  private static Iterator<Part> count(
      int part,
      Iterator<Row> rows,
      boolean[] nullFails,
      int samples,
      Progress.TaskCounter counter) {
    Tally[] tallies = new Tally[nullFails.length];
    Arrays.setAll(tallies, i -> new Tally(samples));
    int place = tallies.length;
    long records = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (++records % BATCH == 0) {
        counter.add(BATCH);
      }
      for (int i = 0; i < tallies.length; i++) {
        boolean isNull = row.isNullAt(i);
        boolean fails = isNull ? nullFails[i] : !row.getBoolean(i);
        if (isNull || fails) {
          tallies[i].add(isNull, fails, sample(row, place));
        }
      }
    }
    counter.add(records % BATCH);
    return List.of(new Part(part, records, tallies)).iterator();
  }

  private static Sample sample(Row row, int place) {
    return new Sample(
        row.getString(place),
        row.getString(place + 1),
        row.getLong(place + 2),
        row.getString(place + 3));
  }
}
