package io.millrace.records.spark.read;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that a stream has taken, batch by batch, in its checkpoint: a file {@code <batch>} for
 * each batch, and after every tenth a file {@code <batch>.compact} that holds all up to it and
 * replaces them. A line is a file, below a line with the version of the format. Files appear whole,
 * by a rename.
 *
 * <p>Nothing is ever forgotten: memory of the driver and each compact file grow by every file of
 * the stream, some 200 bytes and its path.
 */
final class FileLog {
  private static final String VERSION = "millrace-files-1";
  private static final String COMPACT = ".compact";
  private static final int COMPACT_EVERY = 10;

  private final Path folder;
  private final FileSystem fileSystem;
  private final TreeMap<Long, List<LoggedFile>> batches = new TreeMap<>();
  private final Set<String> paths = new HashSet<>();
  private long latest = -1;

  private FileLog(Path folder, FileSystem fileSystem) {
    this.folder = folder;
    this.fileSystem = fileSystem;
  }

  /** Opens the log of a folder, which need not exist. */
  static FileLog open(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    FileLog log = new FileLog(path, path.getFileSystem(hadoop));
    log.load();
    return log;
  }

  private void load() throws IOException {
    TreeMap<Long, Path> single = new TreeMap<>();
    TreeMap<Long, Path> compact = new TreeMap<>();
    for (Path file : files()) {
      String name = file.getName();
      boolean isCompact = name.endsWith(COMPACT);
      String number = isCompact ? name.substring(0, name.length() - COMPACT.length()) : name;
      if (number.matches("\\d{1,18}")) {
        (isCompact ? compact : single).put(Long.valueOf(number), file);
      }
    }
    if (!compact.isEmpty()) {
      add(read(compact.lastEntry().getValue()));
      latest = compact.lastKey();
    }
    for (var entry : single.tailMap(latest, false).entrySet()) {
      if (entry.getKey() != latest + 1) {
        throw new IOException(
            "%s: found batch %d of a stream (expected: %d); the checkpoint is damaged, restore it"
                .formatted(entry.getValue(), entry.getKey(), latest + 1));
      }
      add(read(entry.getValue()));
      latest = entry.getKey();
    }
  }

  private List<Path> files() throws IOException {
    try {
      List<Path> files = new ArrayList<>();
      for (FileStatus status : fileSystem.listStatus(folder)) {
        files.add(status.getPath());
      }
      return files;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private List<LoggedFile> read(Path file) throws IOException {
    List<LoggedFile> entries = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8))) {
      String version = in.readLine();
      if (!VERSION.equals(version)) {
        throw new IOException(
            file + ": found version '" + version + "' (expected: " + VERSION + ")");
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        LoggedFile entry = LoggedFile.parse(line);
        if (entry == null) {
          throw new IOException(
              file + ": found '" + line + "' (expected: batch, length, time and path)");
        }
        entries.add(entry);
      }
    }
    return entries;
  }

  private void add(Collection<LoggedFile> entries) {
    for (LoggedFile entry : entries) {
      batches.computeIfAbsent(entry.batch(), batch -> new ArrayList<>()).add(entry);
      paths.add(entry.path());
    }
  }

  /** The number of the last batch; -1 if there is none. */
  long latest() {
    return latest;
  }

  boolean contains(String path) {
    return paths.contains(path);
  }

  /** The files of the batches after one and up to another. */
  List<LoggedFile> between(long after, long upTo) {
    return batches.subMap(after, false, upTo, true).values().stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Adds the next batch; when this returns, it is there for good. */
  void append(List<LoggedFile> entries) throws IOException {
    long batch = latest + 1;
    if (batch % COMPACT_EVERY == COMPACT_EVERY - 1) {
      List<LoggedFile> all = new ArrayList<>(between(-1, latest));
      all.addAll(entries);
      write(batch + COMPACT, all);
      removeBefore(batch);
    } else {
      write(Long.toString(batch), entries);
    }
    add(entries);
    latest = batch;
  }

  private void write(String name, List<LoggedFile> entries) throws IOException {
    fileSystem.mkdirs(folder);
    Path target = new Path(folder, name);
    if (fileSystem.exists(target)) {
      throw concurrent(target);
    }
    Path staged = new Path(folder, "." + name + "." + UUID.randomUUID() + ".tmp");
    try (Writer out =
        new OutputStreamWriter(fileSystem.create(staged, false), StandardCharsets.UTF_8)) {
      out.write(VERSION + "\n");
      for (LoggedFile entry : entries) {
        out.write(entry.line() + "\n");
      }
    }
    if (!fileSystem.rename(staged, target)) {
      fileSystem.delete(staged, false);
      throw concurrent(target);
    }
  }

  private static IOException concurrent(Path target) {
    return new IOException(
        target + ": found a file (expected: none); another query uses the same checkpoint");
  }

  /** What a compact file holds is not needed beside it; what stays is removed the next time. */
  private void removeBefore(long batch) throws IOException {
    for (Path file : files()) {
      String number = file.getName().replace(COMPACT, "");
      if (number.matches("\\d{1,18}") && Long.parseLong(number) < batch) {
        fileSystem.delete(file, false);
      }
    }
  }
}
