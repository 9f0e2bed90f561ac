package io.millrace.transforms.ingest;

import java.io.Serializable;

/**
 * A shard of an output split that a task has written.
 *
 * @param split the output split
 * @param number of the shard
 * @param attemptUri where the task left it
 * @param records in it
 * @param bytes of the file
 * @param sha256 of the file, in hexadecimal digits
 */
record ShardResult(
    String split, int number, String attemptUri, long records, long bytes, String sha256)
    implements Serializable {}
