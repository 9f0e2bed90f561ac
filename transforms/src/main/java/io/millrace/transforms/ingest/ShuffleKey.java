package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.split.KeyPartitioner;
import io.millrace.transforms.ingest.split.SeededHash;
import java.nio.ByteBuffer;

/**
 * Where a record goes in a shuffle: the number of its file, then 16 bytes of its seeded hash, which
 * give its place there. So the order depends on the records and the seed only. Belongs to one
 * thread.
 */
final class ShuffleKey {
  private static final int HASH_BYTES = 16;

  private final SeededHash hash;

  ShuffleKey(long seed) {
    hash = new SeededHash(seed);
  }

  /** The key of a record of a split that has {@code shards} shards of equal ranges of hashes. */
  byte[] of(int split, int shards, byte[] bytes, int offset, int length) {
    byte[] digest = hash.digest(bytes, offset, length);
    long first = ByteBuffer.wrap(digest).getInt() & 0xffffffffL;
    int shard = (int) ((first * shards) >>> 32);
    return ByteBuffer.allocate(Integer.BYTES + HASH_BYTES)
        .putInt(split * shards + shard)
        .put(digest, 0, HASH_BYTES)
        .array();
  }

  /** The key of something that goes to a file by its number, in the order of hashes. */
  byte[] at(int file, byte[] bytes) {
    return ByteBuffer.allocate(Integer.BYTES + HASH_BYTES)
        .putInt(file)
        .put(hash.digest(bytes, 0, bytes.length), 0, HASH_BYTES)
        .array();
  }

  /** Sends each key to the task of its file. */
  static final class ByFile extends KeyPartitioner {
    private static final long serialVersionUID = 1L;

    ByFile(int files) {
      super(files);
    }

    @Override
    protected int partition(int first, int partitions) {
      return first;
    }
  }
}
