package io.millrace.records.spark.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Opens files for reading: through Hadoop, and through the JDK on the local disk. */
public final class InputChannels {
  private InputChannels() {}

  /**
   * Opens a file. What is read counts in Hadoop's statistics, which Spark shows as input bytes.
   *
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is
   *     none
   */
  public static SeekableByteChannel open(String path, Configuration hadoop) throws IOException {
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(hadoop);
    if (files instanceof LocalFileSystem) {
      // Hadoop's stream copies once more, and reads a checksum file that TFRecord does not need.
      URI uri = file.toUri();
      return new LocalChannel(
          FileChannel.open(java.nio.file.Path.of(uri.getPath())), statistics(files));
    }
    FileStatus status = files.getFileStatus(file);
    return new HadoopChannel(files.open(file), status.getLen());
  }

  @SuppressWarnings("deprecation") // Nothing else counts for a file system's class and thread.
  private static FileSystem.Statistics statistics(FileSystem files) {
    return FileSystem.getStatistics(files.getScheme(), files.getClass());
  }

  /** What both kinds have in common: nothing is written. */
  private abstract static class ReadOnlyChannel implements SeekableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }
  }

  /** A file of the local disk. */
  private static final class LocalChannel extends ReadOnlyChannel {
    private final FileChannel channel;
    private final FileSystem.Statistics statistics;

    LocalChannel(FileChannel channel, FileSystem.Statistics statistics) {
      this.channel = channel;
      this.statistics = statistics;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int n = channel.read(target);
      if (n > 0) {
        statistics.incrementBytesRead(n);
      }
      return n;
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A file of any file system; it must not grow while it is read. */
  private static final class HadoopChannel extends ReadOnlyChannel {
    private final FSDataInputStream in;
    private final long size;
    private boolean open = true;
    private long position;

    HadoopChannel(FSDataInputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      // Some file systems refuse to seek to the end.
      if (position >= size) {
        return -1;
      }
      if (in.getPos() != position) {
        in.seek(position);
      }
      int at = target.position();
      int n;
      if (target.hasArray()) {
        n = in.read(target.array(), target.arrayOffset() + at, target.remaining());
        if (n > 0) {
          target.position(at + n);
        }
      } else {
        byte[] bytes = new byte[target.remaining()];
        n = in.read(bytes, 0, bytes.length);
        if (n > 0) {
          target.put(bytes, 0, n);
        }
      }
      position += Math.max(0, n);
      return n;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      position = newPosition;
      return this;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      in.close();
    }
  }
}
