package io.millrace.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** TFRecord files in memory. */
final class TfRecordFiles {
  private TfRecordFiles() {}

  static byte[] write(Compression compression, List<byte[]> records) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    TfRecordWriter writer = TfRecordWriter.create(file, compression);
    for (byte[] record : records) {
      writer.write(record);
    }
    writer.close();
    if (writer.records() != records.size()) {
      throw new AssertionError(writer.records() + " records (expected: " + records.size() + ")");
    }
    return file.toByteArray();
  }

  static List<byte[]> readAll(byte[] file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(new ByteArrayInputStream(file), "f")) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }
}
