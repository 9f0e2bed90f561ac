package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function;
import scala.Tuple2;

/**
 * Merges parts of several wholes on the executors, {@value #MERGED_AT_ONCE} neighbours at a time,
 * in rounds, until one part of each is left. What is merged, and in which order, follows from the
 * keys alone, so the result does not depend on the number of executors.
 *
 * @param <T> a part
 */
public final class OrderedMerge<T> {
  private static final int MERGED_AT_ONCE = 8;

  private final Function<Iterator<T>, T> merge;

  /**
   * A way to merge.
   *
   * @param merge takes at least two neighbours, in their order
   */
  public OrderedMerge(Function<Iterator<T>, T> merge) {
    this.merge = merge;
  }

  /**
   * The place of a part.
   *
   * @param whole what it is a part of, from 0
   * @param index its place there, from 0, without gaps
   */
  public record Key(int whole, int index) implements Serializable, Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Integer.compare(whole, other.whole);
      return order != 0 ? order : Integer.compare(index, other.index);
    }
  }

  /**
   * Merges all parts; fails as Spark does if a task fails, with its causes and undeclared.
   *
   * @param counts of the parts of each whole
   * @return one for each whole that has parts, in no order
   */
  public List<Tuple2<Key, T>> collect(JavaPairRDD<Key, T> parts, int[] counts) {
    Function<Iterator<T>, T> taskMerge = merge;
    JavaPairRDD<Key, T> left = parts;
    int[] counted = counts;
    while (Arrays.stream(counted).max().orElse(0) > 1) {
      counted =
          Arrays.stream(counted).map(n -> (n + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE).toArray();
      left =
          left.repartitionAndSortWithinPartitions(new Groups(counted))
              .mapPartitionsToPair(group -> merged(group, taskMerge));
    }
    return left.collect();
  }

  private static <T> Iterator<Tuple2<Key, T>> merged(
      Iterator<Tuple2<Key, T>> group, Function<Iterator<T>, T> merge) throws Exception {
    Tuple2<Key, T> first = group.next();
    Key key = new Key(first._1().whole(), first._1().index() / MERGED_AT_ONCE);
    if (!group.hasNext()) {
      return List.of(new Tuple2<>(key, first._2())).iterator();
    }
    Iterator<T> parts =
        new Iterator<>() {
          private T next = first._2();

          @Override
          public boolean hasNext() {
            return next != null || group.hasNext();
          }

          @Override
          public T next() {
            T part = next != null ? next : group.next()._2();
            next = null;
            return part;
          }
        };
    return List.of(new Tuple2<>(key, merge.call(parts))).iterator();
  }

  /** A partition for each group of neighbours. */
  private static final class Groups extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int[] first;
    private final int count;

    /**
     * Groups of parts.
     *
     * @param groups how many each whole has
     */
    Groups(int[] groups) {
      first = new int[groups.length];
      for (int whole = 1; whole < groups.length; whole++) {
        first[whole] = first[whole - 1] + groups[whole - 1];
      }
      count = Arrays.stream(groups).sum();
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object key) {
      Key part = (Key) key;
      return first[part.whole()] + part.index() / MERGED_AT_ONCE;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Groups groups
          && count == groups.count
          && Arrays.equals(first, groups.first);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(first) + count;
    }
  }
}
