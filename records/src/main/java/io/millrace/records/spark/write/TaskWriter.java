package io.millrace.records.spark.write;

import io.millrace.records.spark.write.TaskFiles.TaskFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Writes the rows of one attempt of a task. */
final class TaskWriter implements DataWriter<InternalRow> {
  /** Small enough for the second-level cache, with the copy that the JDK's stream makes. */
  private static final int FLUSH_BYTES = 64 << 10;

  private final WriteJob job;
  private final TaskPlaces places;
  private final int task;
  private final RowEncoder encoder;
  private final PartitionFolder partitions;
  private final FileSystem fileSystem;
  private final FrameBuffer frames = new FrameBuffer();
  private final long targetBytes;
  private final Map<String, Integer> partsOfFolder = new HashMap<>();
  private final List<TaskFile> files = new ArrayList<>();
  private final List<ShardOutput> waiting = new ArrayList<>();
  private long framesHeld;
  private String folder = "";
  private ShardOutput current;
  private boolean ended;

  TaskWriter(WriteJob job, TaskPlaces places, int task) throws IOException {
    this.job = job;
    this.places = places;
    this.task = task;
    this.encoder = ColumnTypes.encoder(job.schema(), job.partitionColumns(), job.options());
    this.partitions =
        job.isPartitioned()
            ? new PartitionFolder(job.schema(), job.partitionColumns(), ZoneId.of(job.zone()))
            : null;
    this.fileSystem = job.fileSystem();
    this.targetBytes =
        job.options().targetShardBytes() == 0 ? Long.MAX_VALUE : job.options().targetShardBytes();
  }

  @Override
  public void write(InternalRow row) throws IOException {
    if (partitions != null) {
      String next = partitions.of(row);
      if (!next.equals(folder)) {
        endFile();
        folder = next;
      }
    }
    if (current == null) {
      open();
    }
    encoder.append(row, frames);
    framesHeld++;
    if (frames.length() >= FLUSH_BYTES || current.bytesOnDisk() + frames.length() >= targetBytes) {
      flush();
      if (current.bytesOnDisk() >= targetBytes) {
        endFile();
      }
    }
  }

  private void open() throws IOException {
    int part = partsOfFolder.merge(folder, 1, Integer::sum) - 1;
    Path path = places.file(folder, part, files.size());
    try {
      current = ShardOutput.create(fileSystem, path, job);
    } catch (FileNotFoundException e) {
      // Another task that gave up took the empty staging folder away at this moment.
      current = ShardOutput.create(fileSystem, path, job);
    }
    files.add(new TaskFile(folder, path.toString()));
  }

  private void flush() throws IOException {
    current.write(frames, framesHeld);
    framesHeld = 0;
  }

  private void endFile() throws IOException {
    if (current == null) {
      return;
    }
    flush();
    ShardOutput done = current;
    waiting.add(done);
    current = null;
    if (!job.direct()) {
      done.close();
      waiting.remove(done);
    }
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    if (files.isEmpty() && places.writesEmptyShards()) {
      open();
    }
    endFile();
    for (ShardOutput output : waiting) {
      output.close();
    }
    ended = true;
    waiting.clear();
    return new TaskFiles(task, List.copyOf(files)).toMessage();
  }

  @Override
  public void abort() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (current != null) {
      waiting.add(current);
      current = null;
    }
    waiting.forEach(output -> output.abandon(!job.direct()));
    waiting.clear();
    places.discard(fileSystem);
  }

  /** Spark calls this after each commit and abort. */
  @Override
  public void close() throws IOException {
    abort();
  }
}
