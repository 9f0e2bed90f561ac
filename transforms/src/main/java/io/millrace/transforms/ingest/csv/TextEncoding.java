package io.millrace.transforms.ingest.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How cells become UTF-8, which examples hold. Files in UTF-8 and ASCII are taken as they are, even
 * where they are malformed; those in an encoding of single bytes that agrees with ASCII are read as
 * bytes, and their cells translated by a table; all others are translated as streams before they
 * are read, so that they cannot be cut.
 */
final class TextEncoding {
  private static final int ASCII = 128;

  private final Charset charset;
  private final boolean utf8;
  private final byte[][] table;

  private TextEncoding(Charset charset, boolean utf8, byte[][] table) {
    this.charset = charset;
    this.utf8 = utf8;
    this.table = table;
  }

  /** An encoding by its name. */
  static TextEncoding of(String name) {
    Charset charset = Charset.forName(name);
    boolean utf8 =
        charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII);
    return new TextEncoding(charset, utf8, utf8 ? null : table(charset));
  }

  /** The UTF-8 of each byte, null where it has none; null if bytes are not characters. */
  private static byte[][] table(Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    if (decoder.maxCharsPerByte() != 1 || charset.newEncoder().maxBytesPerChar() != 1) {
      return null;
    }
    byte[][] table = new byte[256][];
    for (int i = 0; i < table.length; i++) {
      try {
        CharBuffer text = decoder.decode(ByteBuffer.wrap(new byte[] {(byte) i}));
        if (i < ASCII && (text.length() != 1 || text.charAt(0) != i)) {
          return null;
        }
        table[i] = text.toString().getBytes(StandardCharsets.UTF_8);
      } catch (CharacterCodingException e) {
        if (i < ASCII) {
          return null;
        }
      }
    }
    return table;
  }

  /** Whether the stream has to be translated before it is read. */
  boolean streamed() {
    return !utf8 && table == null;
  }

  Charset charset() {
    return charset;
  }

  /** Whether cells are UTF-8 as they stand in the (translated) stream. */
  boolean plain() {
    return table == null;
  }

  /** The most bytes of UTF-8 that a byte of a cell becomes. */
  int growth() {
    return plain() ? 1 : 3;
  }

  /**
   * Translates a cell.
   *
   * @return where the text ends in {@code out}, or -1 if a byte is no character
   */
  int translate(byte[] cell, int from, int to, byte[] out, int at) {
    int end = at;
    for (int i = from; i < to; i++) {
      byte b = cell[i];
      if (b >= 0) {
        out[end++] = b;
        continue;
      }
      byte[] character = table[b & 0xff];
      if (character == null) {
        return -1;
      }
      for (byte part : character) {
        out[end++] = part;
      }
    }
    return end;
  }

  /** The bytes of this text in the (translated) stream; null if it cannot be there. */
  byte[] encoded(String text) {
    if (plain()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      return Arrays.copyOf(bytes.array(), bytes.limit());
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * The text of a cell.
   *
   * @throws CharacterCodingException if it is malformed
   */
  String text(byte[] cell, int from, int to) throws CharacterCodingException {
    Charset read = plain() ? StandardCharsets.UTF_8 : charset;
    return read.newDecoder().decode(ByteBuffer.wrap(cell, from, to - from)).toString();
  }
}
