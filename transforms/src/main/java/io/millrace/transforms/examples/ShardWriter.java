package io.millrace.transforms.examples;

import io.millrace.artifacts.storage.Storage;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes one shard of a split into a file of its own task attempt; made by {@link
 * AttemptFiles#create}. Belongs to one thread.
 */
public final class ShardWriter implements Closeable {
  private final Storage storage;
  private final String split;
  private final int number;
  private final String uri;
  private final DigestOutput file;
  private final RecordOutput output;
  private long records;
  private boolean complete;

  ShardWriter(Storage storage, String split, int number, String uri, ShardForm form)
      throws IOException {
    this.storage = storage;
    this.split = split;
    this.number = number;
    this.uri = uri;
    this.file = new DigestOutput(storage.create(uri));
    this.output = form.open(file);
  }

  /** Writes a record; the array is not kept. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    output.write(bytes, offset, length);
    records++;
  }

  /** Writes a record that is a whole array. */
  public void write(byte[] record) throws IOException {
    write(record, 0, record.length);
  }

  /** Completes the file; {@link #close} then leaves it. */
  public ShardResult finish() throws IOException {
    output.close();
    complete = true;
    return new ShardResult(split, number, uri, records, file.bytes(), file.sha256());
  }

  /** Deletes the file unless it is complete. */
  @Override
  public void close() throws IOException {
    if (!complete) {
      try {
        output.close();
      } finally {
        storage.delete(uri);
      }
    }
  }
}
