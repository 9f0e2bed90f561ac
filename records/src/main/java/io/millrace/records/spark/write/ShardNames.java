package io.millrace.records.spark.write;

import java.io.Serializable;

/**
 * TFX's names of shards: {@code <start>-SSSSS-of-NNNNN<extension>}.
 *
 * @param start what all files of one write, and of no other in their folder, start with
 * @param extension that of the codec, with its dot, or empty
 */
record ShardNames(String start, String extension) implements Serializable {
  String name(int shard, int shards) {
    return "%s-%05d-of-%05d%s".formatted(start, shard, shards, extension);
  }

  /** The name of a file of a task that follows its first in the same folder. */
  String furtherPart(int shard, int part, int shards) {
    return "%s-%05d-%05d-of-%05d%s".formatted(start, shard, part, shards, extension);
  }

  boolean isOurs(String name) {
    return name.startsWith(start + "-");
  }
}
