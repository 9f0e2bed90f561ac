package io.millrace.artifacts.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of any file system of Hadoop; its failures name the file. */
final class InputChannel implements SeekableByteChannel {
  private final String uri;
  private final FSDataInputStream in;
  private final long size;
  private boolean open = true;
  private long position;

  InputChannel(String uri, FSDataInputStream in, long size) {
    this.uri = uri;
    this.in = in;
    this.size = size;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    // Some file systems refuse to seek to the end.
    if (position >= size) {
      return -1;
    }
    byte[] bytes = target.hasArray() ? target.array() : new byte[target.remaining()];
    int at = target.hasArray() ? target.arrayOffset() + target.position() : 0;
    int n =
        StorageErrors.explained(
            uri,
            "read",
            () -> {
              if (in.getPos() != position) {
                in.seek(position);
              }
              return in.read(bytes, at, target.remaining());
            });
    if (n > 0) {
      if (target.hasArray()) {
        target.position(target.position() + n);
      } else {
        target.put(bytes, 0, n);
      }
      position += n;
    }
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
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    StorageErrors.explained(
        uri,
        "close",
        () -> {
          in.close();
          return null;
        });
  }
}
