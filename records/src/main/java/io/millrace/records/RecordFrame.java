package io.millrace.records;

import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Frames records in place, for encoders that leave room for a header and a footer around each
 * payload; the frames are then written by {@link TfRecordWriter#writeFrames}. Belongs to one
 * thread.
 */
public final class RecordFrame {
  /** The bytes of a frame before its payload. */
  public static final int HEADER_BYTES = Framing.HEADER_BYTES;

  /** The bytes of a frame behind its payload. */
  public static final int FOOTER_BYTES = Framing.FOOTER_BYTES;

  private final CRC32C crc = new CRC32C();

  /**
   * Writes header and footer around a payload that stands in place.
   *
   * @param frameStart where the header goes; the payload starts {@link #HEADER_BYTES} behind
   * @throws IndexOutOfBoundsException if the frame does not lie in the array
   */
  public void seal(byte[] bytes, int frameStart, int payloadBytes) {
    if (payloadBytes < 0) {
      throw new IndexOutOfBoundsException("a payload of " + payloadBytes + " bytes");
    }
    Objects.checkFromIndexSize(
        frameStart, (long) HEADER_BYTES + payloadBytes + FOOTER_BYTES, (long) bytes.length);
    Framing.putLong(bytes, frameStart, payloadBytes);
    int lengthCrc = Framing.maskedCrc(crc, bytes, frameStart, Framing.LENGTH_BYTES);
    Framing.putInt(bytes, frameStart + Framing.LENGTH_BYTES, lengthCrc);
    int payload = frameStart + HEADER_BYTES;
    int payloadCrc = Framing.maskedCrc(crc, bytes, payload, payloadBytes);
    Framing.putInt(bytes, payload + payloadBytes, payloadCrc);
  }
}
