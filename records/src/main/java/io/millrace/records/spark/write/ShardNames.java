package io.millrace.records.spark.write;

import java.io.Serializable;
import java.util.regex.Pattern;

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

  /** The names of all shards of the write. */
  Pattern pattern() {
    return Pattern.compile(
        Pattern.quote(start + "-") + "\\d{5,}(-\\d{5,})?-of-\\d{5,}" + Pattern.quote(extension));
  }
}
