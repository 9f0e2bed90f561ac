package io.millrace.transforms.ingest.text;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.BuiltRecords;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines that begin within a range of bytes; they end with LF or CR LF, the last one also with
 * the file. Holds one line, about four times.
 */
final class LineReader extends BuiltRecords {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String file;
  private final InputStream in;
  private final long end;
  private final LineOptions options;
  private final TextDecoder decoder;
  private final byte[] separator;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long offset;
  private byte[] line = new byte[256];
  private int length;
  private long lineStart;

  private LineReader(String file, InputStream in, long offset, long end, LineOptions options) {
    this.file = file;
    this.in = in;
    this.offset = offset;
    this.end = end;
    this.options = options;
    Charset charset = Charset.forName(options.encoding());
    decoder = new TextDecoder(charset);
    separator = options.separator() == null ? null : options.separator().getBytes(charset);
  }

  static LineReader open(Storage storage, Unit unit, long from, long to, LineOptions options)
      throws IOException {
    InputStream in = storage.open(unit.name());
    try {
      // A line that begins at "from" is told by the end of the one before it.
      in.skipNBytes(Math.max(0, from - 1));
      LineReader reader = new LineReader(unit.name(), in, Math.max(0, from - 1), to, options);
      if (from > 0 && from < to) {
        reader.readLine();
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  protected boolean read(ExampleBuilder example) throws IOException, RejectedRecordException {
    if (offset >= end || !readLine()) {
      return false;
    }
    if (length > options.maxBytes()) {
      throw rejected(
          "too_many_bytes",
          "a line of more than %,d bytes (expected: at most as many as max_bytes); raise max_bytes"
              .formatted(options.maxBytes()));
    }
    int text = 0;
    if (separator != null) {
      int found = indexOfSeparator();
      if (found < 0) {
        throw rejected(
            "no_label",
            "a line without the separator (expected: a label, the separator, a document)");
      }
      putLabel(example, found);
      text = found + separator.length;
    }
    decode(text, length);
    example.putBytes("text", decoder.text());
    return true;
  }

  private void putLabel(ExampleBuilder example, int labelEnd) throws RejectedRecordException {
    decode(0, labelEnd);
    String label = new String(decoder.text(), StandardCharsets.UTF_8);
    if (!options.labels().put(example, label)) {
      throw rejected(
          "unknown_label", "label '%s' is not in labels (expected: one of them)".formatted(label));
    }
  }

  private void decode(int from, int to) throws RejectedRecordException {
    if (!decoder.decode(line, from, to, lineStart == 0 && from == 0)) {
      throw rejected(
          "malformed_text",
          "bytes from the line's byte %,d on that are no %s (expected: text in it); correct the file or the option encoding"
              .formatted(decoder.malformedAt(), options.encoding()));
    }
  }

  private RejectedRecordException rejected(String reason, String problem) {
    return new RejectedRecordException(
        reason,
        file,
        "line at byte " + lineStart,
        problem,
        Arrays.copyOf(line, Math.min(length, RejectedRecordException.KEPT_BYTES)));
  }

  private int indexOfSeparator() {
    for (int i = 0; i + separator.length <= length; i++) {
      if (Arrays.equals(line, i, i + separator.length, separator, 0, separator.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Reads a line without its end, of which at most one byte more than allowed is kept. */
  private boolean readLine() throws IOException {
    lineStart = offset;
    length = 0;
    boolean carriageReturn = false;
    while (true) {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        if (limit == 0) {
          return offset > lineStart;
        }
      }
      byte b = buffer[position++];
      offset++;
      if (b == '\n') {
        if (carriageReturn) {
          length--;
        }
        return true;
      }
      if (length <= options.maxBytes()) {
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
        carriageReturn = b == '\r';
      } else {
        carriageReturn = false;
      }
    }
  }

  @Override
  public long position() {
    return lineStart;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
