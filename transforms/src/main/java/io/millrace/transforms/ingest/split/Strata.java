package io.millrace.transforms.ingest.split;

import io.millrace.artifacts.MillraceException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/**
 * Finds the bounds of {@link StratifiedSplits}: Spark sorts the keys of all records, in ranges of
 * the hash; one job counts the labels of each range, another picks the hashes at the ranks wanted.
 * Memory on the driver: a count for each label and range.
 *
 * @param rule the shares
 */
public record Strata(SplitRule.Stratified rule) {
  private static final long MAX_COUNTS = 10_000_000;

  /** Makes the keys of records. Belongs to one thread. */
  public static final class Keys {
    private final FeatureText label;
    private final SeededHash hash = new SeededHash(StratifiedSplits.SEED);

    /** Keys of records by the label that a feature holds. */
    public Keys(String feature) {
      label = new FeatureText(feature);
    }

    /**
     * The key of a record: the eight bytes of its hash, then its label in UTF-8.
     *
     * @throws NoSplitException if it has no single label
     */
    public byte[] of(byte[] bytes, int offset, int length) throws NoSplitException {
      byte[] text = label.of(bytes, offset, length).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Long.BYTES + text.length)
          .putLong(hash.first(bytes, offset, length))
          .put(text)
          .array();
    }
  }

  /** A bound to find: the hash of the record of a label at a rank within a range. */
  private record Wanted(String label, int bound, long rank) implements Serializable {}

  /** A bound found. */
  private record Found(String label, int bound, long hash) implements Serializable {}

  /**
   * The plan for these records.
   *
   * @param keys of all of them, see {@link Keys}; values are not looked at
   * @throws MillraceException (usage) if there are too many labels
   */
  public StratifiedSplits plan(JavaPairRDD<byte[], byte[]> keys) {
    JavaPairRDD<byte[], byte[]> sorted =
        keys.repartitionAndSortWithinPartitions(
            new HashRanges(Math.max(1, keys.getNumPartitions())), new BytesOrder());
    List<Map<String, Long>> counts = sorted.mapPartitions(Strata::counts).collect();
    Map<String, Long> totals = new TreeMap<>();
    counts.forEach(range -> range.forEach((label, n) -> totals.merge(label, n, Long::sum)));
    if ((long) totals.size() * counts.size() > MAX_COUNTS) {
      throw MillraceException.usage(
          "split: stratified: feature '%s' has %,d values (expected: a label); divide by partition_features instead"
              .formatted(rule.feature(), totals.size()));
    }
    Map<String, long[]> bounds = new LinkedHashMap<>();
    // No record has this hash: what is left of a split that gets none.
    totals.keySet().forEach(label -> bounds.put(label, none()));
    List<List<Wanted>> wanted = wanted(totals, counts);
    List<Found> found =
        sorted
            .mapPartitionsWithIndex((range, records) -> find(wanted.get(range), records), false)
            .collect();
    found.forEach(f -> bounds.get(f.label())[f.bound()] = f.hash());
    return new StratifiedSplits(rule.feature(), rule.splits(), bounds);
  }

  private long[] none() {
    long[] bounds = new long[rule.shares().size() - 1];
    Arrays.fill(bounds, -1L);
    return bounds;
  }

  /** For each range the ranks in it. */
  private List<List<Wanted>> wanted(Map<String, Long> totals, List<Map<String, Long>> counts) {
    List<List<Wanted>> wanted = new ArrayList<>();
    counts.forEach(range -> wanted.add(new ArrayList<>()));
    long sum = rule.shares().values().stream().mapToLong(Integer::longValue).sum();
    totals.forEach(
        (label, total) -> {
          long share = 0;
          int bound = 0;
          for (int next : List.copyOf(rule.shares().values()).subList(0, none().length)) {
            share += next;
            long rank = Math.round((double) total * share / sum);
            for (int range = 0; range < counts.size(); range++) {
              long here = counts.get(range).getOrDefault(label, 0L);
              if (rank < here) {
                wanted.get(range).add(new Wanted(label, bound, rank));
                break;
              }
              rank -= here;
            }
            bound++;
          }
        });
    return wanted;
  }

  private static Iterator<Map<String, Long>> counts(Iterator<Tuple2<byte[], byte[]>> records) {
    Map<String, Long> counts = new HashMap<>();
    while (records.hasNext()) {
      counts.merge(label(records.next()._1()), 1L, Long::sum);
    }
    return List.of(counts).iterator();
  }

  private static Iterator<Found> find(
      List<Wanted> wanted, Iterator<Tuple2<byte[], byte[]>> records) {
    Map<String, List<Wanted>> byLabel =
        wanted.stream().collect(Collectors.groupingBy(Wanted::label));
    List<Found> found = new ArrayList<>();
    Map<String, Long> ranks = new HashMap<>();
    while (records.hasNext() && found.size() < wanted.size()) {
      byte[] key = records.next()._1();
      String label = label(key);
      long rank = ranks.merge(label, 1L, Long::sum) - 1;
      for (Wanted bound : byLabel.getOrDefault(label, List.of())) {
        if (bound.rank() == rank) {
          found.add(new Found(label, bound.bound(), ByteBuffer.wrap(key).getLong()));
        }
      }
    }
    return found.iterator();
  }

  private static String label(byte[] key) {
    return new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8);
  }

  /** Equal ranges of hashes, in ascending order of the unsigned hash. */
  private static final class HashRanges extends KeyPartitioner {
    private static final long serialVersionUID = 1L;

    HashRanges(int ranges) {
      super(ranges);
    }

    @Override
    protected int partition(int first, int partitions) {
      return (int) (((first & 0xffffffffL) * partitions) >>> 32);
    }
  }
}
