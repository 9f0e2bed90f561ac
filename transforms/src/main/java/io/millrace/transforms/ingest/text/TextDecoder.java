package io.millrace.transforms.ingest.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks text and makes UTF-8 of it. Belongs to one thread. */
final class TextDecoder {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final char MARK = '\ufeff';

  private final Charset charset;
  private final CharsetDecoder decoder;
  private byte[] text = {};
  private int malformedAt;

  TextDecoder(Charset charset) {
    this.charset = charset;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * Decodes bytes; if a file begins with them, without its byte order mark.
   *
   * @return false if the bytes are malformed, from {@link #malformedAt()} on
   */
  boolean decode(byte[] bytes, int from, int to, boolean fileBegins) {
    CharBuffer chars =
        CharBuffer.allocate((int) Math.ceil((to - from) * (double) decoder.maxCharsPerByte()));
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CoderResult result = decoder.reset().decode(in, chars, true);
    if (!result.isError()) {
      result = decoder.flush(chars);
    }
    if (result.isError()) {
      malformedAt = in.position();
      return false;
    }
    if (charset.equals(StandardCharsets.UTF_8)) {
      boolean marked =
          fileBegins
              && to - from >= 3
              && Arrays.equals(bytes, from, from + 3, BYTE_ORDER_MARK, 0, 3);
      text = Arrays.copyOfRange(bytes, marked ? from + BYTE_ORDER_MARK.length : from, to);
      return true;
    }
    chars.flip();
    if (fileBegins && chars.hasRemaining() && chars.get(0) == MARK) {
      chars.get();
    }
    text = chars.toString().getBytes(StandardCharsets.UTF_8);
    return true;
  }

  /** The text last decoded, in UTF-8; not reused. */
  byte[] text() {
    return text;
  }

  /** Where in the array the first malformed byte stands. */
  int malformedAt() {
    return malformedAt;
  }
}
