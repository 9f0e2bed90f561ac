package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Joins the examples of two splits by their identifiers and compares the pairs. The examples are
 * shuffled by identifier and sorted on disk; a task holds those of one identifier on the base's
 * side, at most {@code max_duplicates}, and one of the other side.
 */
final class DiffJob {
  private static final int BATCH = 1000;
  private static final long PARTITION_BYTES = 64L << 20;

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;
  private final ExampleDiffOptions options;

  DiffJob(
      JavaSparkContext spark,
      Storage storage,
      Progress.TaskCounter counter,
      ExampleDiffOptions options) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
    this.options = options;
  }

  private record Input(ExampleFile file, boolean test) implements Serializable {}

  private static final class ByHash extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByHash(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (int) Math.floorMod(((DiffKey) key).high(), (long) partitions);
    }
  }

  /** Compares; fails as its tasks do. */
  DiffTally run(List<ExampleFile> base, List<ExampleFile> test) throws Exception {
    List<Input> inputs = new ArrayList<>();
    base.forEach(file -> inputs.add(new Input(file, false)));
    test.forEach(file -> inputs.add(new Input(file, true)));
    DiffTally result = new DiffTally(options.skewSampleSize());
    if (inputs.isEmpty()) {
      return result;
    }
    long bytes = inputs.stream().mapToLong(input -> input.file().bytes()).sum();
    int partitions = (int) Math.max(spark.defaultParallelism(), bytes / PARTITION_BYTES + 1);
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    Task task =
        new Task(
            options.floatRoundNdigits().orElse(null),
            options.identifierFeatures().stream()
                .sorted()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    LongAccumulator missingBase = spark.sc().longAccumulator();
    LongAccumulator missingTest = spark.sc().longAccumulator();
    JavaPairRDD<DiffKey, byte[]> keyed =
        spark
            .parallelize(inputs, inputs.size())
            .flatMapToPair(
                input ->
                    new Keyed(
                        input,
                        task,
                        taskStorage,
                        taskCounter,
                        input.test() ? missingTest : missingBase));
    Settings settings = new Settings(options);
    JavaRDD<DiffTally> tallies =
        keyed
            .repartitionAndSortWithinPartitions(new ByHash(partitions))
            .mapPartitions(examples -> List.of(settings.compare(examples)).iterator());
    try {
      tallies.collect().forEach(result::merge);
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
    result.addMissing(true, missingBase.value());
    result.addMissing(false, missingTest.value());
    return result;
  }

  /** How identifiers are read; {@code digits} is null where floats are not rounded. */
  private record Task(Integer digits, byte[][] names) implements Serializable {}

  /** The examples of a file by their identifiers. */
  private static final class Keyed implements Iterator<Tuple2<DiffKey, byte[]>> {
    private final Input input;
    private final Task task;
    private final Progress.TaskCounter counter;
    private final LongAccumulator missing;
    private final ExamplesReader reader;
    private final DiffFeatures features;
    private Tuple2<DiffKey, byte[]> next;
    private long read;

    Keyed(
        Input input,
        Task task,
        Storage storage,
        Progress.TaskCounter counter,
        LongAccumulator missing) {
      this.input = input;
      this.task = task;
      this.counter = counter;
      this.missing = missing;
      this.reader = ExamplesReader.open(storage, input.file());
      this.features = new DiffFeatures(Optional.ofNullable(task.digits()));
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && reader.next()) {
        read++;
        if (read % BATCH == 0) {
          counter.add(BATCH);
        }
        try {
          Optional<byte[]> id =
              features.identifier(reader.buffer(), reader.offset(), reader.length(), task.names());
          if (id.isPresent()) {
            next = new Tuple2<>(DiffKey.of(id.get(), input.test()), reader.record());
          } else {
            missing.add(1);
          }
        } catch (MalformedExampleException e) {
          throw reader.malformed(e);
        }
      }
      if (next == null) {
        counter.add(read % BATCH);
        reader.close();
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Tuple2<DiffKey, byte[]> next() {
      Tuple2<DiffKey, byte[]> current = next;
      advance();
      return current;
    }
  }

  /** The options as tasks have them: Optional cannot be serialized. */
  private static final class Settings implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<String> identifiers;
    private final ArrayList<String> ignored;
    private final ArrayList<String> confusions;
    private final Integer digits;
    private final int sample;
    private final boolean duplicates;
    private final int most;

    Settings(ExampleDiffOptions options) {
      identifiers = new ArrayList<>(options.identifierFeatures());
      ignored = new ArrayList<>(options.ignoreFeatures());
      confusions = new ArrayList<>(options.confusionFeatures());
      digits = options.floatRoundNdigits().orElse(null);
      sample = options.skewSampleSize();
      duplicates = options.allowDuplicateIdentifiers();
      most = options.maxDuplicates();
    }

    DiffTally compare(Iterator<Tuple2<DiffKey, byte[]>> examples) {
      ExampleDiffOptions options =
          new ExampleDiffOptions(
              identifiers,
              ignored,
              sample,
              Optional.ofNullable(digits),
              duplicates,
              most,
              confusions,
              List.of());
      DiffTally tally = new DiffTally(sample);
      DiffGroup group = new DiffGroup(options, tally);
      examples.forEachRemaining(example -> group.add(example._1(), example._2()));
      group.finish();
      return tally;
    }
  }
}
