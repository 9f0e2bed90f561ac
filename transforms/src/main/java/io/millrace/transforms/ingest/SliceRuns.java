package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Reads slices one after the other. Slices that follow each other in a unit are one run of one
 * reader: going back to a position of packed files would cost reading all before it again. Belongs
 * to one task's thread.
 */
final class SliceRuns implements Closeable {
  private final Storage storage;
  private final FileSlices.Opener opener;
  private final List<Slice> slices;
  private int index = -1;
  private RecordReader reader;
  private Unit unit;
  private long runEnd;
  private boolean ahead;
  private RejectedRecordException rejectedAhead;

  SliceRuns(Storage storage, FileSlices.Opener opener, List<Slice> slices) {
    this.storage = storage;
    this.opener = opener;
    this.slices = slices;
  }

  /** Goes to the next slice; false behind the last one. */
  boolean nextSlice() throws IOException {
    if (++index == slices.size()) {
      return false;
    }
    Slice slice = slices.get(index);
    if (reader == null || !slice.unit().equals(unit) || slice.to() > runEnd) {
      close();
      runEnd = runEnd();
      reader = opener.open(storage, slice.unit(), slice.from(), runEnd);
      unit = slice.unit();
    }
    return true;
  }

  private long runEnd() {
    int last = index;
    while (last + 1 < slices.size()
        && slices.get(last + 1).unit().equals(slices.get(last).unit())
        && slices.get(last + 1).from() == slices.get(last).to()) {
      last++;
    }
    return slices.get(last).to();
  }

  /** Goes to the next record of the slice; false at its end. */
  boolean next() throws IOException, RejectedRecordException {
    if (ahead) {
      ahead = isBehindSlice();
      if (!ahead && rejectedAhead != null) {
        RejectedRecordException rejected = rejectedAhead;
        rejectedAhead = null;
        throw rejected;
      }
      return !ahead;
    }
    try {
      if (!reader.next()) {
        return false;
      }
    } catch (RejectedRecordException e) {
      if (!isBehindSlice()) {
        throw e;
      }
      rejectedAhead = e;
    }
    ahead = isBehindSlice();
    return !ahead;
  }

  private boolean isBehindSlice() {
    return reader.position() >= slices.get(index).to();
  }

  /** The unit of the current slice. */
  Unit unit() {
    return unit;
  }

  /** The reader at the current record. */
  RecordReader record() {
    return reader;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      RecordReader closing = reader;
      reader = null;
      ahead = false;
      rejectedAhead = null;
      closing.close();
    }
  }
}
