package io.millrace.records.spark.files;

import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that one task left out or gave as nulls, over all its slices: held against the bound
 * of the options, and told in the log once. Belongs to one thread.
 */
public final class DroppedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(DroppedRecords.class);

  private final ReadMode mode;
  private final long most;
  private long closed;
  private String first = "";
  private boolean told;

  /** Those of a task that reads with these options. */
  public DroppedRecords(ReadOptions options) {
    this.mode = options.mode();
    this.most = options.maxDroppedRecords();
  }

  /** How many, those of a slice that is still read included; null if there is none. */
  public long count(SliceReader reader) {
    return closed + (reader == null ? 0 : reader.recordsDropped());
  }

  /**
   * Checks the bound while a slice is read.
   *
   * @throws IOException if there are more than the options allow; says how many, and the first one
   */
  public void check(SliceReader reader) throws IOException {
    long count = count(reader);
    if (count > most) {
      told = true;
      throw new IOException(
          ("found %,d damaged or malformed records in one task (expected: at most %,d, by the option"
                  + " maxDroppedRecords); the first: %s; see what is wrong with the data or the"
                  + " schema, or raise the bound")
              .formatted(count, most, first(reader)));
    }
  }

  /** Takes the count of a slice that was read; its reader counts no more. */
  public void add(SliceReader reader) {
    first = first(reader);
    closed += reader.recordsDropped();
  }

  /** Writes one warning if there are any, the first time. */
  public void tell() {
    if (closed > 0 && !told) {
      told = true;
      LOG.warn(
          "{} {} damaged or malformed records in this task, the first: {}",
          mode == ReadMode.PERMISSIVE ? "Gave nulls for" : "Left out",
          closed,
          first);
    }
  }

  private String first(SliceReader reader) {
    return first.isEmpty() && reader != null ? reader.firstDropped() : first;
  }
}
