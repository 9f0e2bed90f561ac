package io.millrace.records.spark.read;

import io.millrace.records.spark.files.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;

/**
 * The new files of folders, oldest first, each in one batch for good: which files a batch has is
 * written to the checkpoint before the batch runs, and read from there when the query starts again.
 * A file counts once, by its path; one that is empty is looked at again later. Files have to appear
 * whole, as by a rename.
 */
final class TfRecordMicroBatchStream implements SupportsTriggerAvailableNow, MicroBatchStream {
  private final ScanSource source;
  private final ScanRequest request;
  private final FileLog log;
  private List<DataFile> frozen;

  TfRecordMicroBatchStream(ScanSource source, ScanRequest request, String checkpoint) {
    this.source = source;
    this.request = request;
    try {
      this.log = FileLog.open(checkpoint, source.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoint " + checkpoint, e);
    }
  }

  @Override
  public Offset initialOffset() {
    return new FileOffset(-1);
  }

  @Override
  public Offset deserializeOffset(String json) {
    return FileOffset.parse(json);
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    int maxFiles = source.maxFilesPerTrigger();
    return maxFiles == 0 ? ReadLimit.allAvailable() : ReadLimit.maxFiles(maxFiles);
  }

  @Override
  public synchronized void prepareForTriggerAvailableNow() {
    frozen = newFiles(source.streamFiles());
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks with a limit");
  }

  @Override
  public synchronized Offset latestOffset(Offset start, ReadLimit limit) {
    // A batch that was logged just before a crash runs as it was logged.
    if (log.latest() <= ((FileOffset) start).batch()) {
      List<DataFile> files = newFiles(frozen == null ? source.streamFiles() : frozen);
      long most = Math.min(files.size(), maxFiles(limit));
      if (most > 0) {
        long batch = log.latest() + 1;
        append(
            files.subList(0, (int) most).stream()
                .map(f -> new LoggedFile(batch, f.path(), f.length(), f.modifiedMillis()))
                .toList());
      }
    }
    return new FileOffset(log.latest());
  }

  private void append(List<LoggedFile> files) {
    try {
      log.append(files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the checkpoint", e);
    }
  }

  private List<DataFile> newFiles(List<DataFile> files) {
    return files.stream()
        .filter(file -> file.length() > 0 && !log.contains(file.path()))
        .sorted(Comparator.comparingLong(DataFile::modifiedMillis).thenComparing(DataFile::path))
        .toList();
  }

  private static long maxFiles(ReadLimit limit) {
    if (limit instanceof ReadMaxFiles files) {
      return files.maxFiles();
    } else if (limit instanceof CompositeReadLimit composite) {
      long most = Long.MAX_VALUE;
      for (ReadLimit part : composite.getReadLimits()) {
        most = Math.min(most, maxFiles(part));
      }
      return most;
    }
    return Long.MAX_VALUE;
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    List<LoggedFile> logged;
    synchronized (this) {
      logged = log.between(((FileOffset) start).batch(), ((FileOffset) end).batch());
    }
    return TfRecordBatch.partitions(source, request, source.files(logged));
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return TfRecordBatch.readerFactory(source, request);
  }

  @Override
  public void commit(Offset end) {
    // The log keeps all files: they must not be taken again.
  }

  @Override
  public void stop() {
    // Nothing is held open.
  }

  @Override
  public String toString() {
    return "tfrecord " + String.join(", ", source.paths());
  }
}
