package io.millrace.records.spark.read;

import io.millrace.records.spark.files.FileSlice;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * The slices of files that one task reads, one after the other.
 *
 * @param slices not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record TfRecordPartition(FileSlice[] slices) implements InputPartition {
  private static final int MOST_LOCATIONS = 3;

  /** The hosts that hold most of the bytes. */
  @Override
  public String[] preferredLocations() {
    Map<String, Long> bytes = new HashMap<>();
    for (FileSlice slice : slices) {
      for (String host : slice.hosts()) {
        if (!host.equals("localhost")) {
          bytes.merge(host, slice.end() - slice.start(), Long::sum);
        }
      }
    }
    return bytes.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_LOCATIONS)
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  @Override
  public String toString() {
    return "TfRecordPartition" + Arrays.toString(slices);
  }
}
