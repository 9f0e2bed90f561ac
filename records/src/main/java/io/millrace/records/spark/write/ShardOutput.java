package io.millrace.records.spark.write;

import io.millrace.records.TfRecordWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open file. */
final class ShardOutput {
  private static final Logger LOG = LoggerFactory.getLogger(ShardOutput.class);

  private final FSDataOutputStream sink;
  private final Counted counted;
  private final TfRecordWriter writer;

  private ShardOutput(FSDataOutputStream sink, WriteJob job) throws IOException {
    this.sink = sink;
    this.counted = new Counted(sink);
    this.writer =
        TfRecordWriter.create(
            job.codec().pack(counted, job.hadoop().value()),
            job.codec().compression(),
            job.options().compressionLevel());
  }

  /** Creates a file and its folders; one of its name is replaced. */
  static ShardOutput create(FileSystem fileSystem, Path path, WriteJob job) throws IOException {
    Folders.make(fileSystem, path.getParent());
    FSDataOutputStream sink = fileSystem.create(path, true);
    try {
      return new ShardOutput(sink, job);
    } catch (IOException | RuntimeException | Error e) {
      abandon(sink, !job.direct());
      throw e;
    }
  }

  /** Takes all frames out of the buffer. */
  void write(FrameBuffer frames, long count) throws IOException {
    writer.writeFrames(frames.bytes(), 0, frames.length(), count);
    frames.clear();
  }

  /** The bytes that reached the file. */
  long bytesOnDisk() {
    return counted.bytes;
  }

  /** Completes the file. */
  void close() throws IOException {
    writer.close();
  }

  /**
   * Gives the file up without completing it. A stream of an object store that cannot be aborted is
   * left open and never closed: nothing becomes visible, and its buffer, local spill file or
   * unfinished upload stays until it is collected as garbage, the executor ends, or the store
   * removes unfinished uploads.
   *
   * @param close whether the stream may be closed where it cannot be aborted; on object stores that
   *     would publish half a file under its final name
   */
  void abandon(boolean close) {
    abandon(sink, close);
  }

  private static void abandon(FSDataOutputStream sink, boolean close) {
    try {
      if (close) {
        sink.close();
      } else if (sink.getWrappedStream() instanceof Abortable) {
        sink.abort();
      }
    } catch (IOException | RuntimeException e) {
      // What is left is deleted, or was never visible.
      LOG.debug("{}: gave the file up", sink, e);
    }
  }

  private static final class Counted extends FilterOutputStream {
    private long bytes;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      bytes += length;
    }
  }
}
