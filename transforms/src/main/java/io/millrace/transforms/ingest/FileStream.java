package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.IOException;
import java.util.List;

/** The records of slices, one slice after the other. */
final class FileStream implements RecordStream {
  private final SliceRuns runs;
  private final String positionUnit;
  private boolean inSlice;

  FileStream(Storage storage, FileSlices.Opener opener, List<Slice> slices, String positionUnit) {
    this.runs = new SliceRuns(storage, opener, slices);
    // "records" counts them, so one is at "record 3".
    this.positionUnit = positionUnit.replaceFirst("s$", "");
  }

  /** Goes to the next slice, whatever is left of the one before; false behind the last. */
  boolean nextSlice() throws IOException {
    inSlice = runs.nextSlice();
    return inSlice;
  }

  /** As {@link #next()}, but ends with the slice. */
  boolean nextInSlice() throws IOException, RejectedRecordException {
    return runs.next();
  }

  @Override
  public boolean next() throws IOException, RejectedRecordException {
    while (true) {
      if (inSlice && runs.next()) {
        return true;
      }
      if (!nextSlice()) {
        return false;
      }
    }
  }

  @Override
  public byte[] buffer() {
    return runs.record().buffer();
  }

  @Override
  public int offset() {
    return runs.record().offset();
  }

  @Override
  public int length() {
    return runs.record().length();
  }

  @Override
  public String source() {
    return runs.unit().name();
  }

  @Override
  public String positionUnit() {
    return positionUnit;
  }

  @Override
  public long position() {
    return runs.record().position();
  }

  @Override
  public void close() throws IOException {
    runs.close();
  }
}
