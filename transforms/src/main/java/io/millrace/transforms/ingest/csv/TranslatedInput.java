package io.millrace.transforms.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of any encoding as UTF-8; malformed text is a {@link
 * java.nio.charset.CharacterCodingException}. Belongs to one thread.
 */
final class TranslatedInput extends InputStream {
  private static final int BUFFER_CHARS = 8192;
  private static final int MAX_UTF8_BYTES = 3;

  private final InputStreamReader in;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
  private final CharBuffer text = CharBuffer.allocate(BUFFER_CHARS).limit(0);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_CHARS * MAX_UTF8_BYTES).limit(0);
  private boolean ended;

  TranslatedInput(InputStream in, Charset charset) {
    this.in =
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    while (!bytes.hasRemaining()) {
      if (ended) {
        return false;
      }
      text.compact();
      ended = in.read(text) < 0;
      text.flip();
      bytes.clear();
      var result = utf8.encode(text, bytes, ended);
      bytes.flip();
      if (result.isError()) {
        result.throwException();
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
