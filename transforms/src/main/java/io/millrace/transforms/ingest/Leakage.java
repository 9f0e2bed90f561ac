package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.ingest.split.BytesOrder;
import io.millrace.transforms.ingest.split.KeyPartitioner;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Records whose content lies in several splits: what a model is evaluated on should not be what it
 * was trained on. Only splits that are given can leak; those by hash cannot.
 *
 * @param contents different ones that lie in several splits
 * @param records all records with such contents
 */
record Leakage(long contents, long records) implements Serializable {
  /**
   * Counts them in the shards of an artefact, by a sort of 16 bytes of each content's SHA-256 in
   * Spark.
   *
   * @param ignored a feature that does not belong to the content: that which names the split
   */
  static Leakage count(
      JavaSparkContext spark, Storage storage, List<ExampleFile> files, Optional<String> ignored) {
    List<String> splits = files.stream().map(ExampleFile::split).distinct().toList();
    String left = ignored.orElse(null);
    return spark
        .parallelize(files, Math.max(1, files.size()))
        .mapPartitionsToPair(part -> new ContentKeys(storage, part, splits, left))
        .repartitionAndSortWithinPartitions(
            new ByDigest(Math.max(1, spark.defaultParallelism())), new BytesOrder())
        .mapPartitions(Leakage::count)
        .fold(
            new Leakage(0, 0),
            (a, b) -> new Leakage(a.contents + b.contents, a.records + b.records));
  }

  private static Iterator<Leakage> count(Iterator<Tuple2<byte[], byte[]>> keys) {
    long contents = 0;
    long records = 0;
    byte[] last = {};
    long equal = 0;
    boolean several = false;
    while (keys.hasNext()) {
      byte[] key = keys.next()._1();
      int digest = ContentKeys.DIGEST_BYTES;
      if (equal > 0 && Arrays.equals(key, 0, digest, last, 0, digest)) {
        several |= !Arrays.equals(key, last);
      } else {
        contents += several ? 1 : 0;
        records += several ? equal : 0;
        several = false;
        equal = 0;
      }
      equal++;
      last = key;
    }
    contents += several ? 1 : 0;
    records += several ? equal : 0;
    return List.of(new Leakage(contents, records)).iterator();
  }

  /** The digest of each record's content, then the index of its split. */
  private static final class ContentKeys implements Iterator<Tuple2<byte[], byte[]>> {
    static final int DIGEST_BYTES = 16;
    private static final byte[] NOTHING = {};

    private final Storage storage;
    private final Iterator<ExampleFile> files;
    private final List<String> splits;
    private final ContentDigest content;
    private ExamplesReader reader;
    private int split;
    private boolean ahead;

    ContentKeys(Storage storage, Iterator<ExampleFile> files, List<String> splits, String ignored) {
      this.storage = storage;
      this.files = files;
      this.splits = splits;
      this.content = new ContentDigest(ignored);
    }

    @Override
    public boolean hasNext() {
      while (!ahead) {
        if (reader != null && reader.next()) {
          ahead = true;
        } else {
          if (reader != null) {
            reader.close();
            reader = null;
          }
          if (!files.hasNext()) {
            return false;
          }
          ExampleFile file = files.next();
          split = splits.indexOf(file.split());
          reader = ExamplesReader.open(storage, file);
        }
      }
      return true;
    }

    @Override
    public Tuple2<byte[], byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ahead = false;
      byte[] digest = content.of(reader.buffer(), reader.offset(), reader.length());
      byte[] key =
          ByteBuffer.allocate(DIGEST_BYTES + Integer.BYTES)
              .put(digest, 0, DIGEST_BYTES)
              .putInt(split)
              .array();
      return new Tuple2<>(key, NOTHING);
    }
  }

  private static final class ByDigest extends KeyPartitioner {
    private static final long serialVersionUID = 1L;

    ByDigest(int partitions) {
      super(partitions);
    }

    @Override
    protected int partition(int first, int partitions) {
      return Math.floorMod(first, partitions);
    }
  }
}
