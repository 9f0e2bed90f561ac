package io.millrace.records.spark.schema;

import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.files.DroppedRecords;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.SliceReader;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.hadoop.conf.Configuration;

/**
 * What one task looks through.
 *
 * @param maxRecords the most records that are looked at
 */
@SuppressWarnings("ArrayRecordComponent")
record SliceGroup(FileSlice[] slices, long maxRecords) implements Serializable {
  SchemaTally tally(ReadOptions options, double samplingRatio, Configuration hadoop)
      throws IOException {
    RecordTally records = new RecordTally(options.recordType());
    // In the order of places, so that the first record of a kind is the first one met.
    FileSlice[] ordered = slices.clone();
    Arrays.sort(ordered, Comparator.comparing(FileSlice::path).thenComparingLong(FileSlice::start));
    DroppedRecords dropped = new DroppedRecords(options);
    long left = maxRecords;
    for (int i = 0; i < ordered.length; i++) {
      int slicesLeft = ordered.length - i;
      long share = left / slicesLeft + (left % slicesLeft == 0 ? 0 : 1);
      left -= add(records, ordered[i], options, samplingRatio, share, hadoop, dropped);
    }
    dropped.tell();
    return records.tally();
  }

  /** Adds the records of a slice; how many it has looked at. */
  private static long add(
      RecordTally records,
      FileSlice slice,
      ReadOptions options,
      double samplingRatio,
      long share,
      Configuration hadoop,
      DroppedRecords dropped)
      throws IOException {
    RecordSample sample = new RecordSample(slice.path(), samplingRatio);
    long seen = 0;
    try (SliceReader reader = SliceReader.open(slice, options, hadoop)) {
      while (seen < share && (reader.nextBuffered() || reader.next())) {
        if (!sample.has(reader.byteOffset()) || reader.damage() != null) {
          continue;
        }
        seen++;
        try {
          records.add(
              reader.buffer(), reader.offset(), reader.length(), slice.path(), reader.byteOffset());
        } catch (MalformedExampleException e) {
          if (options.mode() == ReadMode.FAILFAST) {
            throw reader.malformed(
                e.found(),
                e.expected(),
                "is the recordType right? set mode=DROPMALFORMED to leave such records out",
                e);
          }
          reader.dropped(e.found(), e.expected());
          dropped.check(reader);
        }
      }
      dropped.check(reader);
      dropped.add(reader);
    }
    return seen;
  }
}
