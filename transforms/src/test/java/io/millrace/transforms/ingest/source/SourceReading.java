package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Example;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads a source as ExampleGen does, for tests of sources. */
public final class SourceReading {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  private SourceReading() {}

  /** What came of a source, in order. */
  public record Result(List<byte[]> records, List<RejectedRecordException> rejects) {
    /** The records, parsed. */
    public List<Example> examples() {
      return records.stream().map(Example::parse).toList();
    }
  }

  /** Prepares a source for the files of one input split. */
  public static SourceRecords prepare(ExampleSource source, Path... files) throws IOException {
    List<Storage.Entry> entries = new ArrayList<>();
    for (Path file : files) {
      entries.add(STORAGE.stat(file.toString()));
    }
    entries.sort(Comparator.comparing(Storage.Entry::uri));
    List<InputFiles> inputs =
        entries.isEmpty() ? List.of() : List.of(new InputFiles(files[0].toString(), entries));
    return source.prepare(context(), inputs);
  }

  private static SourceContext context() {
    return new SourceContext(SparkTestSession.get(), STORAGE, Progress.silent());
  }

  /** Reads what a pattern found, each unit in one slice. */
  public static Result readPattern(ExampleSource source, String pattern, Path... found)
      throws IOException {
    List<Storage.Entry> entries = new ArrayList<>();
    for (Path path : found) {
      entries.add(STORAGE.stat(path.toString()));
    }
    return read(source.prepare(context(), List.of(new InputFiles(pattern, entries))), 1);
  }

  /** Reads the files of one input split, each unit in one slice. */
  public static Result read(ExampleSource source, Path... files) throws IOException {
    return read(prepare(source, files), 1);
  }

  /** Reads all, each unit cut into this many slices. */
  public static Result read(SourceRecords found, int slicesPerUnit) throws IOException {
    Result result = new Result(new ArrayList<>(), new ArrayList<>());
    if (found instanceof SparkRecords rows) {
      rows.inputs().forEach(rdd -> rdd.collect().forEach(row -> add(row, result)));
      return result;
    }
    FileSlices slices = (FileSlices) found;
    for (Unit unit : slices.units().stream().flatMap(List::stream).toList()) {
      for (int i = 0; i < slicesPerUnit; i++) {
        long from = unit.positions() * i / slicesPerUnit;
        long to = unit.positions() * (i + 1) / slicesPerUnit;
        try (RecordReader reader = slices.opener().open(STORAGE, unit, from, to)) {
          drain(reader, result);
        }
      }
    }
    return result;
  }

  private static void add(SparkRecords.Row row, Result result) {
    try {
      result.records.add(row.get());
    } catch (RejectedRecordException e) {
      result.rejects.add(e);
    }
  }

  private static void drain(RecordReader reader, Result result) throws IOException {
    while (true) {
      try {
        if (!reader.next()) {
          return;
        }
        int end = reader.offset() + reader.length();
        result.records.add(Arrays.copyOfRange(reader.buffer(), reader.offset(), end));
      } catch (RejectedRecordException e) {
        result.rejects.add(e);
      }
    }
  }
}
