package io.millrace.artifacts.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * Files by path or URI ({@code /data/x}, {@code file:/data/x}, {@code hdfs://}, {@code s3a://},
 * {@code gs://}). Implementations are thread-safe and serializable, so that executors read with the
 * settings of the driver. No operation leaves side files ({@code .crc}, {@code _SUCCESS}) behind.
 */
public interface Storage extends Serializable {
  /** A file or folder; {@code length} in bytes is 0 for a folder. */
  record Entry(String uri, String name, boolean folder, long length, long modifiedMillis)
      implements Serializable {}

  /**
   * Opens a file for reading; the caller closes the stream.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  InputStream open(String uri) throws IOException;

  /**
   * Opens a file that does not grow meanwhile, for reading at any position; the caller closes the
   * channel.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  SeekableByteChannel openChannel(String uri) throws IOException;

  /**
   * Creates a file, and the folders above it; the caller closes the stream. The content is there
   * only after {@code close} returned; after a failure the file may be partial or absent.
   *
   * @throws IOException if the file exists or cannot be written
   */
  OutputStream create(String uri) throws IOException;

  /**
   * Whether {@link #move} is atomic there, as on local disk and HDFS. On object stores it is not,
   * and moving costs a copy: there what is new is written where it shall stay, and readers learn
   * from the metadata store that it is whole.
   */
  boolean movesAtomically(String uri) throws IOException;

  /**
   * Whether {@link #replace} works there: on object stores whose connector can give up an upload.
   */
  default boolean replacesWhole(String uri) throws IOException {
    return false;
  }

  /**
   * Writes a file that appears whole when the stream is closed, in place of any that is there, and
   * not at all if the stream is given up or the process ends before. Several writers of the same
   * content may so write the same file.
   *
   * @throws UnsupportedOperationException where {@link #replacesWhole} is false
   */
  default WholeOutput replace(String uri) throws IOException {
    throw new UnsupportedOperationException("no whole replacement at " + uri);
  }

  /** Whether a file or folder is there. */
  boolean exists(String uri) throws IOException;

  /**
   * The file or folder itself.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  Entry stat(String uri) throws IOException;

  /**
   * The direct children of a folder, sorted by name.
   *
   * @throws java.io.FileNotFoundException if there is no such folder
   */
  List<Entry> list(String uri) throws IOException;

  /**
   * Makes a folder and those above it; nothing happens if it is there. Object stores keep no empty
   * folders.
   */
  void createFolder(String uri) throws IOException;

  /** Deletes a file, or a folder with all below it; nothing happens if there is none. */
  void delete(String uri) throws IOException;

  /**
   * Moves a file or folder to a path that must not exist yet, creating the folders above it. Atomic
   * on local disk and HDFS; a copy followed by a delete on object stores, where a failure may leave
   * both.
   */
  void move(String fromUri, String toUri) throws IOException;

  /** The whole content of a small file. */
  default byte[] readBytes(String uri) throws IOException {
    try (InputStream in = open(uri)) {
      return in.readAllBytes();
    }
  }

  /** Creates a small file with this content. */
  default void writeBytes(String uri, byte[] content) throws IOException {
    try (OutputStream out = create(uri)) {
      out.write(content);
    }
  }

  /** {@code parent} and {@code child} joined by one slash. */
  static String resolve(String parent, String child) {
    return parent.endsWith("/") ? parent + child : parent + "/" + child;
  }
}
