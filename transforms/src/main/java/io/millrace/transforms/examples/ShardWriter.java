package io.millrace.transforms.examples;

import io.millrace.artifacts.storage.WholeOutput;
import java.io.Closeable;
import java.io.IOException;

/** Writes one shard of a split; made by {@link AttemptFiles#create}. Belongs to one thread. */
public final class ShardWriter implements Closeable {
  private final String split;
  private final int number;
  private final String uri;
  private final WholeOutput out;
  private final DigestOutput file;
  private final RecordOutput output;
  private long records;

  ShardWriter(String split, int number, String uri, WholeOutput out, ShardForm form)
      throws IOException {
    this.split = split;
    this.number = number;
    this.uri = uri;
    this.out = out;
    this.file = new DigestOutput(out);
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
    return new ShardResult(split, number, uri, records, file.bytes(), file.sha256());
  }

  /** Gives the file up unless it is complete. */
  @Override
  public void close() throws IOException {
    try {
      out.abort();
    } finally {
      output.close();
    }
  }
}
