package io.millrace.transforms.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files of random images for tests. */
final class IdxFolder {
  static final int SIDE = 4;

  private final Path folder;

  IdxFolder(Path folder) {
    this.folder = folder;
  }

  /** A pair of {@code count} images of 4 by 4 pixels and labels 0 to 9. */
  void pair(String prefix, int count, boolean gzip) throws IOException {
    write(images(prefix, gzip), imageBytes(count, count));
    write(labels(prefix, gzip), labelBytes(count));
  }

  Path images(String prefix, boolean gzip) {
    return folder.resolve(prefix + "-images-idx3-ubyte" + (gzip ? ".gz" : ""));
  }

  Path labels(String prefix, boolean gzip) {
    return folder.resolve(prefix + "-labels-idx1-ubyte" + (gzip ? ".gz" : ""));
  }

  /** A header that announces a count, and this many images. */
  static byte[] imageBytes(int announced, int written) {
    byte[] pixels = new byte[written * SIDE * SIDE];
    new Random(written).nextBytes(pixels);
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x803)
        .putInt(announced)
        .putInt(SIDE)
        .putInt(SIDE)
        .put(pixels)
        .array();
  }

  static byte[] labelBytes(int count) {
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    return labels.array();
  }

  /** Writes a file, gzipped if its name says so. */
  static void write(Path file, byte[] content) throws IOException {
    Files.write(file, file.toString().endsWith(".gz") ? gzip(content) : content);
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
