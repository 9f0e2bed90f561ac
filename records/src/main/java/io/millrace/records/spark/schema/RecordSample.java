package io.millrace.records.spark.schema;

/** Chooses records by the name of their file and their place in it, the same ones each time. */
final class RecordSample {
  private static final long SEED = 0x6d696c6c72616365L;

  private final long file;
  private final double ratio;

  RecordSample(String path, double ratio) {
    this.file = mix(path.substring(path.lastIndexOf('/') + 1).hashCode() + SEED);
    this.ratio = ratio;
  }

  boolean has(long byteOffset) {
    return ratio >= 1 || (mix(file + byteOffset) >>> 11) * 0x1p-53 < ratio;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
