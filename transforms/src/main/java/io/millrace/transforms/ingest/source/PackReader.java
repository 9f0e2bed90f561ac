package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import java.io.IOException;

/** Reads a run of files that are a record each. */
public abstract class PackReader extends BuiltRecords {
  private final Storage storage;
  private final Unit unit;
  private final long end;
  private long next;

  /** A reader of the files {@code from} to before {@code to} of {@link FilePacks}' unit. */
  protected PackReader(Storage storage, Unit unit, long from, long to) {
    this.storage = storage;
    this.unit = unit;
    this.next = from;
    this.end = to;
  }

  /** Puts the features of a file. */
  protected abstract void read(Storage storage, String uri, ExampleBuilder example)
      throws IOException, RejectedRecordException;

  @Override
  protected final boolean read(ExampleBuilder example) throws IOException, RejectedRecordException {
    if (next == end) {
      return false;
    }
    String uri = unit.files().get((int) next);
    next++;
    read(storage, uri, example);
    return true;
  }

  @Override
  public final long position() {
    return next - 1;
  }

  @Override
  public final void close() {
    // Each file is closed once it is read.
  }
}
