package io.millrace.transforms.ingest.split;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/** The order of keys in a shuffle: that of their unsigned bytes. */
public final class BytesOrder implements Comparator<byte[]>, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }
}
