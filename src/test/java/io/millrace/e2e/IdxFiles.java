package io.millrace.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes small IDX files: images of two or more classes that a small network can tell apart. */
final class IdxFiles {
  private static final int SIDE = 28;

  private IdxFiles() {}

  /**
   * Writes {@code images} and {@code labels} files with this prefix; class {@code i} has a bright
   * row band {@code i}.
   */
  static void write(Path folder, String prefix, int images, int classes) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(7);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    DataOutputStream imageOut = new DataOutputStream(pixels);
    imageOut.writeInt(0x00000803);
    imageOut.writeInt(images);
    imageOut.writeInt(SIDE);
    imageOut.writeInt(SIDE);
    DataOutputStream labelOut = new DataOutputStream(labels);
    labelOut.writeInt(0x00000801);
    labelOut.writeInt(images);
    byte[] image = new byte[SIDE * SIDE];
    for (int i = 0; i < images; i++) {
      int label = i % classes;
      random.nextBytes(image);
      for (int p = 0; p < image.length; p++) {
        boolean band = p / SIDE / 2 == label;
        image[p] = (byte) (band ? 255 : (image[p] & 0x3f));
      }
      imageOut.write(image);
      labelOut.write(label);
    }
    Files.write(folder.resolve(prefix + "-images-idx3-ubyte"), pixels.toByteArray());
    Files.write(folder.resolve(prefix + "-labels-idx1-ubyte"), labels.toByteArray());
  }
}
