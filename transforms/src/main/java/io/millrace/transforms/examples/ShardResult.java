package io.millrace.transforms.examples;

import java.io.Serializable;

/**
 * A shard of a split that a task attempt has written; on the way from the task to the driver.
 *
 * @param split the output split
 * @param number of the shard, from 0
 * @param attemptUri where the attempt left it
 * @param records in it
 * @param bytes of the file
 * @param sha256 of the file, in hexadecimal digits
 */
public record ShardResult(
    String split, int number, String attemptUri, long records, long bytes, String sha256)
    implements Serializable {
  /** The same with another number. */
  ShardResult numbered(int other) {
    return new ShardResult(split, other, attemptUri, records, bytes, sha256);
  }
}
