package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.Closeable;
import java.io.IOException;

/** Writes one shard of an output split into a file of its own task attempt. */
final class ShardWriter implements Closeable {
  private final Storage storage;
  private final String uri;
  private final DigestOutput file;
  private final TfRecordWriter records;
  private boolean complete;

  private ShardWriter(Storage storage, String uri, DigestOutput file, TfRecordWriter records) {
    this.storage = storage;
    this.uri = uri;
    this.file = file;
    this.records = records;
  }

  static ShardWriter create(Storage storage, String uri) throws IOException {
    DigestOutput file = new DigestOutput(storage.create(uri));
    return new ShardWriter(storage, uri, file, TfRecordWriter.create(file, Compression.GZIP));
  }

  void write(byte[] example) throws IOException {
    records.write(example);
  }

  /** Completes the file. */
  ShardResult finish(String split, int number) throws IOException {
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
