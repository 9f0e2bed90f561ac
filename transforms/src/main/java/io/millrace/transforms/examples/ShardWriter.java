package io.millrace.transforms.examples;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes one shard of a split into a file of its own task attempt, gzip-compressed; made by {@link
 * AttemptFiles#create}. Belongs to one thread.
 */
public final class ShardWriter implements Closeable {
  private final Storage storage;
  private final String split;
  private final int number;
  private final String uri;
  private final DigestOutput file;
  private final TfRecordWriter records;
  private boolean complete;

  ShardWriter(Storage storage, String split, int number, String uri) throws IOException {
    this.storage = storage;
    this.split = split;
    this.number = number;
    this.uri = uri;
    this.file = new DigestOutput(storage.create(uri));
    this.records = TfRecordWriter.create(file, Compression.GZIP);
  }

  /** Where the examples go; this writer closes it. */
  public TfRecordWriter records() {
    return records;
  }

  /** Completes the file; {@link #close} then leaves it. */
  public ShardResult finish() throws IOException {
    records.close();
    complete = true;
    return new ShardResult(split, number, uri, records.records(), file.bytes(), file.sha256());
  }

  /** Deletes the file unless it is complete. */
  @Override
  public void close() throws IOException {
    if (!complete) {
      try {
        records.close();
      } finally {
        storage.delete(uri);
      }
    }
  }
}
