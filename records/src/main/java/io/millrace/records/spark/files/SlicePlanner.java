package io.millrace.records.spark.files;

import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.SplitSizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Divides files among tasks as Spark's settings {@code spark.sql.files.*} say: large files that are
 * not packed are split, small ones share a task.
 */
public final class SlicePlanner {
  private final ReadOptions options;
  private final boolean splits;
  private final SplitSizes sizes;
  private final Configuration hadoop;

  private SlicePlanner(
      ReadOptions options, boolean splits, SplitSizes sizes, Configuration hadoop) {
    this.options = options;
    this.splits = splits;
    this.sizes = sizes;
    this.hadoop = hadoop;
  }

  /** The slices of each task. Empty files have none. */
  public static List<FileSlice[]> plan(
      List<DataFile> files, ReadOptions options, SparkSession spark, Configuration hadoop) {
    return plan(files, options, options.splittable(), spark, hadoop);
  }

  /** As {@link #plan(List, ReadOptions, SparkSession, Configuration)}, but may split no file. */
  public static List<FileSlice[]> plan(
      List<DataFile> files,
      ReadOptions options,
      boolean splits,
      SparkSession spark,
      Configuration hadoop) {
    SplitSizes sizes = SplitSizes.of(spark.conf(), spark.sparkContext().defaultParallelism());
    return new SlicePlanner(options, splits, sizes, hadoop).plan(files);
  }

  private List<FileSlice[]> plan(List<DataFile> files) {
    long totalBytes = files.stream().mapToLong(DataFile::length).sum();
    long maxBytes = sizes.maxSliceBytes(totalBytes, files.size());
    List<FileSlice> slices = new ArrayList<>(files.size());
    for (DataFile file : files) {
      if (file.length() == 0) {
        continue;
      }
      long step = file.length() > maxBytes && isSplittable(file) ? maxBytes : file.length();
      for (long start = 0; start < file.length(); start += step) {
        slices.add(file.slice(start, Math.min(file.length(), start + step)));
      }
    }
    return pack(slices, maxBytes);
  }

  private boolean isSplittable(DataFile file) {
    if (!splits) {
      return false;
    }
    if (!options.codec().isEmpty()) {
      return Codec.named(options.codec(), hadoop).isNone();
    }
    // Of a packed file whose name does not say so, the first slice reads all and the others
    // nothing.
    return Codec.ofName(file.path(), hadoop).isNone();
  }

  /** Largest first, each task filled until the next slice would be too much. */
  private List<FileSlice[]> pack(List<FileSlice> slices, long maxBytes) {
    slices.sort(Comparator.comparingLong((FileSlice s) -> s.end() - s.start()).reversed());
    List<FileSlice[]> tasks = new ArrayList<>();
    List<FileSlice> task = new ArrayList<>();
    long bytes = 0;
    for (FileSlice slice : slices) {
      long length = slice.end() - slice.start();
      if (!task.isEmpty() && bytes + length > maxBytes) {
        tasks.add(task.toArray(FileSlice[]::new));
        task.clear();
        bytes = 0;
      }
      task.add(slice);
      bytes += length + sizes.openCostBytes();
    }
    if (!task.isEmpty()) {
      tasks.add(task.toArray(FileSlice[]::new));
    }
    return tasks;
  }
}
