package io.millrace.transforms.examples;

import java.io.Closeable;
import java.io.IOException;

/** Where records go. Belongs to one thread. */
interface RecordOutput extends Closeable {
  void write(byte[] bytes, int offset, int length) throws IOException;
}
