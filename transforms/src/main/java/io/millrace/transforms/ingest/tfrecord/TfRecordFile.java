package io.millrace.transforms.ingest.tfrecord;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.ReaderOptions;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.ingest.source.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.util.List;

/**
 * What is known of a file before its records are taken in.
 *
 * @param unit cut at bytes of the unpacked file
 * @param records damaged ones included; negative if nobody has counted them
 */
record TfRecordFile(Unit unit, long records) implements Serializable {
  /** Damage is shown: what is behind it can be read. */
  static final ReaderOptions OPTIONS =
      ReaderOptions.DEFAULT.withOnDamage(ReaderOptions.Damage.SHOW);

  /**
   * Looks at the first bytes of a file. One that is packed, or must not be split, is read as a
   * whole: nobody knows its unpacked bytes otherwise.
   *
   * @throws MillraceException (data) if it is no TFRecord file, or cannot be unpacked
   */
  static TfRecordFile look(Storage storage, String uri, long length, boolean split)
      throws IOException {
    try (InputStream in = storage.open(uri)) {
      byte[] start = in.readNBytes(Compression.DETECTION_BYTES);
      Compression compression = Compression.detect(start);
      boolean plain = compression == Compression.NONE;
      boolean whole = start.length == Compression.DETECTION_BYTES;
      if (plain && whole && !TfRecordReader.startsWithHeader(start)) {
        throw MillraceException.data(
            "%s: record 0 at byte 0: found no length with its checksum (expected: a TFRecord file, plain, gzip or zlib); narrow the pattern of the input, or choose another format"
                .formatted(uri));
      }
      if (plain && split) {
        return new TfRecordFile(new Unit(List.of(uri), length, length, false), -1);
      }
      InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
      return count(uri, TfRecordReader.open(all, compression, uri, OPTIONS));
    }
  }

  private static TfRecordFile count(String uri, TfRecordReader reader) throws IOException {
    try (reader) {
      long records = 0;
      long bytes = 0;
      while (reader.next()) {
        records++;
        bytes = reader.byteOffset() + Math.max(1, reader.length());
      }
      return new TfRecordFile(new Unit(List.of(uri), bytes, bytes, true), records);
    } catch (CorruptRecordException e) {
      throw MillraceException.data(e.getMessage(), e);
    }
  }
}
