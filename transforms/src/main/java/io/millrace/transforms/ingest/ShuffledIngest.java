package io.millrace.transforms.ingest;

import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ShardWriter;
import io.millrace.transforms.ingest.split.BytesOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;

/**
 * Writes records in a seeded shuffle: Spark sorts them by {@link ShuffleKey}, spilling to disk, so
 * memory does not grow with the input. Files are numbered split by split; behind them come one for
 * the rejects and one partition that collects the counts, which so arrive exactly once, however
 * often tasks are repeated.
 */
record ShuffledIngest(IngestPlan plan, long seed) implements java.io.Serializable {
  private int rejectsFile() {
    return plan.splits().splits().size() * plan.shards();
  }

  private int countsFile() {
    return rejectsFile() + 1;
  }

  /** What the tasks wrote. */
  TaskOutcome run(RecordTasks input, Progress.TaskCounter progress) {
    JavaPairRDD<byte[], byte[]> keyed =
        JavaPairRDD.fromJavaRDD(
            input.map(stream -> new Keyed(stream, new Router(plan, stream, progress))));
    JavaPairRDD<byte[], byte[]> sorted =
        keyed.repartitionAndSortWithinPartitions(
            new ShuffleKey.ByFile(countsFile() + 1), new BytesOrder());
    ((ShuffledRDD<?, ?, ?>) sorted.rdd())
        .setSerializer(new KryoSerializer(sorted.context().getConf()));
    return TaskOutcome.sum(
        sorted.mapPartitionsWithIndex((file, records) -> write(file, records), false).collect());
  }

  private Iterator<TaskOutcome> write(int file, Iterator<Tuple2<byte[], byte[]>> records)
      throws IOException {
    TaskOutcome outcome = new TaskOutcome();
    if (file == countsFile()) {
      while (records.hasNext()) {
        outcome.add(deserialize(records.next()._2()));
      }
      return List.of(outcome).iterator();
    }
    boolean rejects = file == rejectsFile();
    if (rejects && !records.hasNext()) {
      return List.of(outcome).iterator();
    }
    int target = rejects ? plan.splits().splits().size() : file / plan.shards();
    int number = rejects ? 0 : file % plan.shards();
    try (ShardWriter writer = plan.writer(target, number)) {
      while (records.hasNext()) {
        writer.write(records.next()._2());
      }
      outcome.add(List.of(writer.finish()));
    }
    return List.of(outcome).iterator();
  }

  /** The records of a task with their keys; at the end its counts. */
  private final class Keyed implements Iterator<Tuple2<byte[], byte[]>> {
    private final RecordStream stream;
    private final Router router;
    private final ShuffleKey key = new ShuffleKey(seed);
    private Tuple2<byte[], byte[]> ahead;
    private boolean ended;

    Keyed(RecordStream stream, Router router) {
      this.stream = stream;
      this.router = router;
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && !ended) {
        try {
          ahead = read();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return ahead != null;
    }

    private Tuple2<byte[], byte[]> read() throws IOException {
      int target = router.next(stream::next);
      if (target == Router.END) {
        ended = true;
        router.report();
        byte[] counts = serialize(router.counts());
        return new Tuple2<>(key.at(countsFile(), counts), counts);
      }
      byte[] record = new byte[router.length()];
      System.arraycopy(router.buffer(), router.offset(), record, 0, record.length);
      return new Tuple2<>(
          target == plan.splits().splits().size()
              ? key.at(rejectsFile(), record)
              : key.of(target, plan.shards(), record, 0, record.length),
          record);
    }

    @Override
    public Tuple2<byte[], byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tuple2<byte[], byte[]> next = ahead;
      ahead = null;
      return next;
    }
  }

  private static byte[] serialize(RecordCounts counts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(counts);
    }
    return bytes.toByteArray();
  }

  private static RecordCounts deserialize(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (RecordCounts) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }
}
