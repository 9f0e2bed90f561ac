package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleCursor;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleColumns;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.examples.SqlErrors;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Evaluates conditions on all examples of all splits in one scan, a task per file. Of the failing
 * examples a bounded number is kept, those that come first by file and record, so that the same
 * files give the same samples.
 */
final class RowCheckJob {
  private static final int BATCH = 1000;
  private static final String FILE = "__millrace_file";
  private static final String RECORD = "__millrace_record";

  /** A failing example; the values are JSON. */
  record Sample(int file, long record, String values) implements Serializable {}

  /** What a check found in a split. */
  static final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int most;
    private long failing;
    private long nulls;
    private List<Sample> samples = new ArrayList<>();

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

    private void merge(Tally other) {
      failing += other.failing;
      nulls += other.nulls;
      List<Sample> all = new ArrayList<>(samples);
      all.addAll(other.samples);
      all.sort(Comparator.comparingInt(Sample::file).thenComparingLong(Sample::record));
      samples = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
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

  /** The tallies of a file by check, and its records. */
  private record Part(int file, long records, Tally[] tallies) implements Serializable {}

  /** What was found: records and tallies by split and check. */
  record Found(long[] records, Tally[][] tallies) {}

  private record Task(int index, ExampleFile file) implements Serializable {}

  private final SparkSession spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;

  RowCheckJob(SparkSession spark, Storage storage, Progress.TaskCounter counter) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
  }

  /**
   * Runs the scan.
   *
   * @param splits the split of each file, as an index
   * @throws MillraceException (usage) if an expression cannot be understood or is no condition;
   *     (data) if a file is damaged
   */
  Found run(
      ExampleColumns columns,
      List<RowCheck> checks,
      List<ExampleFile> files,
      int[] splits,
      int splitCount,
      int samples)
      throws Exception {
    StructType type =
        columns.type().add(FILE, DataTypes.IntegerType).add(RECORD, DataTypes.LongType);
    Dataset<Row> evaluated =
        select(spark.createDataFrame(rows(columns, files), type), columns, checks);
    boolean[] nullFails = new boolean[checks.size()];
    for (int i = 0; i < nullFails.length; i++) {
      nullFails[i] = checks.get(i).nulls() == RowCheck.Nulls.FAIL;
    }
    long[] records = new long[splitCount];
    Tally[][] tallies = new Tally[splitCount][checks.size()];
    for (Tally[] split : tallies) {
      Arrays.setAll(split, i -> new Tally(samples));
    }
    try {
      for (Part part :
          evaluated.toJavaRDD().mapPartitions(r -> count(r, nullFails, samples)).collect()) {
        int split = splits[part.file()];
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

  private JavaRDD<Row> rows(ExampleColumns columns, List<ExampleFile> files) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      tasks.add(new Task(i, files.get(i)));
    }
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(tasks, Math.max(1, tasks.size()))
        .flatMap(task -> new Rows(task.index(), task.file(), columns, taskStorage, taskCounter));
  }

  /** The conditions, the place, and the values of what fails. */
  private static Dataset<Row> select(
      Dataset<Row> examples, ExampleColumns columns, List<RowCheck> checks) {
    List<Column> selected = new ArrayList<>();
    Column suspicious = functions.lit(false);
    for (RowCheck check : checks) {
      Column condition = functions.expr(check.expression());
      requireCondition(examples, condition, check);
      selected.add(condition);
      suspicious = suspicious.or(functions.coalesce(functions.not(condition), functions.lit(true)));
    }
    selected.add(functions.col(FILE));
    selected.add(functions.col(RECORD));
    Column[] values =
        Arrays.stream(columns.type().fieldNames())
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    selected.add(functions.when(suspicious, functions.to_json(functions.struct(values))));
    return examples.select(selected.toArray(new Column[0]));
  }

  private static void requireCondition(Dataset<Row> examples, Column condition, RowCheck check) {
    String found;
    try {
      found = examples.select(condition).schema().fields()[0].dataType().simpleString();
    } catch (Exception e) {
      throw MillraceException.usage(
          "row_checks: "
              + check.expression()
              + ": "
              + SqlErrors.firstLine(e)
              + " (expected: Spark SQL over the features of the schema)");
    }
    if (!found.equals("boolean")) {
      throw MillraceException.usage(
          "row_checks: "
              + check.expression()
              + ": found a value of type "
              + found
              + " (expected: a condition)");
    }
  }

  private static Iterator<Part> count(Iterator<Row> rows, boolean[] nullFails, int samples) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    Tally[] tallies = new Tally[nullFails.length];
    Arrays.setAll(tallies, i -> new Tally(samples));
    long records = 0;
    int file = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      records++;
      file = row.getInt(tallies.length);
      for (int i = 0; i < tallies.length; i++) {
        boolean isNull = row.isNullAt(i);
        boolean fails = isNull ? nullFails[i] : !row.getBoolean(i);
        if (isNull || fails) {
          tallies[i].add(
              isNull,
              fails,
              new Sample(file, row.getLong(tallies.length + 1), row.getString(tallies.length + 2)));
        }
      }
    }
    return List.of(new Part(file, records, tallies)).iterator();
  }

  /** The rows of one file; closes it at its end. */
  private static final class Rows implements Iterator<Row> {
    private final int file;
    private final ExampleColumns columns;
    private final Progress.TaskCounter counter;
    private final ExamplesReader reader;
    private final ExampleCursor cursor = new ExampleCursor();
    private boolean open;
    private long reported;

    Rows(
        int index,
        ExampleFile file,
        ExampleColumns columns,
        Storage storage,
        Progress.TaskCounter counter) {
      this.file = index;
      this.columns = columns;
      this.counter = counter;
      this.reader = ExamplesReader.open(storage, file);
      advance();
    }

    private void advance() {
      open = reader.next();
      if (!open) {
        reader.close();
      }
    }

    @Override
    public boolean hasNext() {
      return open;
    }

    @Override
    public Row next() {
      Object[] values = new Object[columns.size() + 2];
      try {
        cursor.reset(reader.buffer(), reader.offset(), reader.length());
        columns.read(cursor, reader.buffer(), values, 0);
      } catch (MalformedExampleException e) {
        throw reader.malformed(e);
      }
      values[columns.size()] = file;
      values[columns.size() + 1] = reader.index();
      if (reader.index() - reported >= BATCH) {
        counter.add(reader.index() - reported);
        reported = reader.index();
      }
      advance();
      return RowFactory.create(values);
    }
  }
}
