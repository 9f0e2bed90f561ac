package io.millrace.records.spark.files;

import io.millrace.records.CorruptRecordException;
import io.millrace.records.ReaderOptions;
import io.millrace.records.ReaderOptions.Damage;
import io.millrace.records.ReaderOptions.Payload;
import io.millrace.records.TfRecordReader;
import io.millrace.records.spark.options.ReadOptions;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one slice, under the mode of the options: unpacked, divided at the slice's
 * borders, damage thrown, dropped or shown. Holds one buffer of 512 KiB, or of the longest record
 * if that is longer. Belongs to one thread.
 */
public final class SliceReader implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(SliceReader.class);

  private final String path;
  private final boolean ignoreCorruptFiles;

  /** Null where there is nothing to read. */
  private final TfRecordReader reader;

  private boolean ended;
  private long recordsRead;
  private long recordsDropped;
  private String firstDropped = "";

  private SliceReader(String path, TfRecordReader reader, boolean ignoreCorruptFiles) {
    this.path = path;
    this.reader = reader;
    this.ignoreCorruptFiles = ignoreCorruptFiles;
  }

  /**
   * Opens a slice.
   *
   * @throws IOException if the file cannot be opened; a missing one is empty where the options say
   *     so
   */
  public static SliceReader open(FileSlice slice, ReadOptions options, Configuration hadoop)
      throws IOException {
    return open(slice, options, hadoop, options.checkCrc() ? Payload.CHECKED : Payload.UNCHECKED);
  }

  /** Opens a slice for counting: payloads are passed over, {@link #buffer()} has none of them. */
  public static SliceReader frames(FileSlice slice, ReadOptions options, Configuration hadoop)
      throws IOException {
    return open(slice, options, hadoop, Payload.SKIPPED);
  }

  private static SliceReader open(
      FileSlice slice, ReadOptions options, Configuration hadoop, Payload payload)
      throws IOException {
    ReaderOptions core = new ReaderOptions(options.maxRecordBytes(), payload, onDamage(options));
    TfRecordReader reader = null;
    try {
      reader = openFile(slice, options, hadoop, core);
    } catch (FileNotFoundException | NoSuchFileException e) {
      if (!options.ignoreMissingFiles()) {
        throw new IOException(
            slice.path()
                + ": the file is gone (expected: those that were listed when the query was"
                + " planned); read again, or set ignoreMissingFiles=true",
            e);
      }
      LOG.warn("{}: the file is gone, it is left out", slice.path());
    } catch (IOException e) {
      if (!options.ignoreCorruptFiles() || isNoDamage(e)) {
        throw named(slice.path(), e);
      }
      LOG.warn("{}: the file cannot be read, it is left out", slice.path(), e);
    }
    return new SliceReader(slice.path(), reader, options.ignoreCorruptFiles());
  }

  private static Damage onDamage(ReadOptions options) {
    return switch (options.mode()) {
      case FAILFAST -> Damage.FAIL;
      case DROPMALFORMED -> Damage.SKIP;
      case PERMISSIVE -> Damage.SHOW;
    };
  }

  private static TfRecordReader openFile(
      FileSlice slice, ReadOptions options, Configuration hadoop, ReaderOptions core)
      throws IOException {
    SeekableByteChannel channel = InputChannels.open(slice.path(), hadoop);
    try {
      if (channel.size() != slice.fileLength()) {
        throw new IllegalStateException(
            "%s: found %,d bytes (expected: the %,d that it had when it was listed); it was written again, read it anew"
                .formatted(slice.path(), channel.size(), slice.fileLength()));
      }
      Codec codec = Codec.detect(channel, slice.path(), options.codec(), hadoop);
      if (codec.isNone()) {
        return TfRecordReader.openRange(channel, slice.path(), slice.start(), slice.end(), core);
      }
      if (slice.start() > 0) {
        // The first slice of a packed file reads all of it.
        channel.close();
        return null;
      }
      channel.position(0);
      InputStream unpacked = unpack(codec, channel, hadoop);
      return TfRecordReader.open(unpacked, codec.compression(), slice.path(), core);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InputStream unpack(Codec codec, SeekableByteChannel channel, Configuration hadoop)
      throws IOException {
    try {
      return codec.unpack(Channels.newInputStream(channel), hadoop);
    } catch (RuntimeException | InternalError e) {
      throw new IOException("damaged " + codec + " data (" + e + ")", e);
    }
  }

  /**
   * Goes to the next record; in PERMISSIVE mode also to damaged ones, see {@link #damage()}.
   *
   * @return false at the end of the slice
   * @throws CorruptRecordException where the file is damaged, in FAILFAST mode; in any mode where
   *     it cannot be unpacked, unless corrupt files are to be ignored
   */
  public boolean next() throws IOException {
    if (ended || reader == null) {
      return false;
    }
    try {
      if (reader.next()) {
        recordsRead++;
        return true;
      }
    } catch (IOException e) {
      if (!ignoreCorruptFiles || isNoDamage(e)) {
        throw named(path, e);
      }
      LOG.warn("{}: the rest of the file is left out", path, e);
    }
    ended = true;
    return false;
  }

  /** A killed task, a file that may not be read, one that must not be split: not to be ignored. */
  private static boolean isNoDamage(IOException e) {
    return e instanceof ClosedByInterruptException
        || e instanceof InterruptedIOException
        || e instanceof AccessControlException
        || e instanceof AccessDeniedException
        || e instanceof CorruptRecordException corrupt && corrupt.isAmbiguous();
  }

  private static IOException named(String path, IOException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof CorruptRecordException || message.contains(path)
        ? e
        : new IOException(path + ": " + message, e);
  }

  /**
   * Goes to the next record only if it is intact and wholly in the buffer: then {@link #buffer()}
   * is the same array as before, and the records since the last {@link #next()} stay where they
   * are.
   *
   * @return false if {@link #next()} has to tell what comes
   */
  public boolean nextBuffered() {
    if (ended || reader == null || !reader.nextBuffered()) {
      return false;
    }
    recordsRead++;
    return true;
  }

  /** The array that holds the current record, the reader's own. */
  public byte[] buffer() {
    return reader.buffer();
  }

  /** Where the current record starts in {@link #buffer()}. */
  public int offset() {
    return reader.offset();
  }

  /** The length of the current record in bytes. */
  public int length() {
    return reader.length();
  }

  /** Where the current record's header starts, in bytes of the unpacked file. */
  public long byteOffset() {
    return reader.byteOffset();
  }

  /** What is wrong with the current record, in PERMISSIVE mode; null if it is intact. */
  public CorruptRecordException damage() {
    return reader.damage();
  }

  /**
   * An error about the current record that names the file, the record's index and its place; for
   * decoders. Finding the index may read the file up to there.
   */
  public CorruptRecordException malformed(
      String found, String expected, String advice, Throwable cause) {
    return reader.malformed(found, expected, advice, cause);
  }

  /** Counts the current record as left out, or given as nulls, by the decoder. */
  public void dropped(String found, String expected) {
    // Without the record's index: finding that may read the file up to there.
    if (recordsDropped() == 0) {
      firstDropped =
          "%s: record at byte %,d: found %s (expected: %s)"
              .formatted(path, byteOffset(), found, expected);
    }
    recordsDropped++;
  }

  /** The records that {@link #next()} and {@link #nextBuffered()} gave. */
  public long recordsRead() {
    return recordsRead;
  }

  /** The records that were damaged, or that the decoder left out. */
  public long recordsDropped() {
    return recordsDropped + (reader == null ? 0 : reader.damagedRecords());
  }

  /** Where the first of the {@link #recordsDropped()} is, and why; empty if there is none. */
  public String firstDropped() {
    boolean damaged = firstDropped.isEmpty() && reader != null && reader.firstDamage() != null;
    return damaged ? reader.firstDamage().getMessage() : firstDropped;
  }

  /** The bytes that belong to no intact record. */
  public long bytesSkipped() {
    return reader == null ? 0 : reader.skippedBytes();
  }

  @Override
  public void close() throws IOException {
    ended = true;
    if (reader != null) {
      reader.close();
    }
  }
}
