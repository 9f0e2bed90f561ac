package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** The Spark jobs that look at the files before they are read. */
final class SurveyJob {
  private static final long MIN_PART_BYTES = 16L << 20;
  private static final long MAX_PART_BYTES = 256L << 20;
  private static final int MANY_PARTS = 1024;
  private static final int PARTS_PER_CORE = 8;
  // What the driver looks at faster than it starts a job.
  private static final int FEW_FILES = 4;
  private static final long FEW_BYTES = 1L << 20;

  private final SourceContext context;
  private final Dialect dialect;
  private final Steps steps;

  /**
   * How files are cut.
   *
   * @param bytes between two places that are noted
   * @param perPart in each part that a task looks at; 0 if the size of the input is to tell
   */
  record Steps(long bytes, long perPart) {
    static final Steps DEFAULT = new Steps(1 << 20, 0);
  }

  SurveyJob(SourceContext context, Dialect dialect, Steps steps) {
    this.context = context;
    this.dialect = dialect;
    this.steps = steps;
  }

  /**
   * A file to look at.
   *
   * @param known as in {@link Survey.Part}
   */
  record Input(FileHead head, List<ColumnType> known) {}

  /**
   * What was found in a file.
   *
   * @param places behind its data's beginning, with lines of the file
   * @param length of its text
   */
  record File(List<Place> places, long length, long records, List<ColumnType> types) {}

  /** The beginnings of files. */
  List<FileHead> heads(List<Storage.Entry> files, boolean header) throws IOException {
    Storage storage = context.storage();
    Dialect own = dialect;
    return each(
        files,
        files.size() <= FEW_FILES,
        0,
        file -> FileHead.read(storage, file.uri(), file.length(), own, header));
  }

  /**
   * Applies a function to all.
   *
   * @param here whether that is less work than a Spark job
   * @param manyTasks how many tasks are worth it if that is more than the cores ask for
   */
  private <T, R> List<R> each(List<T> items, boolean here, long manyTasks, Function<T, R> function)
      throws IOException {
    List<R> results = new ArrayList<>(items.size());
    if (!here) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
      long tasks = Math.max(PARTS_PER_CORE * spark.defaultParallelism(), manyTasks);
      int slices = (int) Math.min(items.size(), tasks);
      results.addAll(
          SourceJobs.explained(() -> spark.parallelize(items, slices).map(function).collect()));
      return results;
    }
    return SourceJobs.explained(
        () -> {
          for (T item : items) {
            results.add(function.call(item));
          }
          return results;
        });
  }

  /** Looks at all of the files. */
  List<File> run(List<Input> inputs) throws IOException {
    long bytes = inputs.stream().mapToLong(input -> input.head().length()).sum();
    long partSteps = steps.perPart();
    if (partSteps == 0) {
      long wanted = Math.max(MIN_PART_BYTES, Math.min(MAX_PART_BYTES, bytes / MANY_PARTS));
      partSteps = wanted / steps.bytes();
    }
    List<Survey.Part> parts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (Input input : inputs) {
      addParts(input, partSteps * steps.bytes(), parts);
      ends.add(parts.size());
    }
    List<Survey.Found> found = survey(parts, bytes);
    List<Survey.Part> wrong = new ArrayList<>();
    List<Integer> wrongAt = new ArrayList<>();
    boolean inQuotes = false;
    for (int i = 0; i < parts.size(); i++) {
      Survey.Part part = parts.get(i);
      inQuotes &= !part.begins();
      if (inQuotes) {
        wrong.add(beginningInQuotes(part));
        wrongAt.add(i);
      }
      inQuotes ^= found.get(i).end().inQuotes();
    }
    if (!wrong.isEmpty()) {
      List<Survey.Found> again = survey(wrong, wrong.stream().mapToLong(Survey.Part::length).sum());
      for (int i = 0; i < wrong.size(); i++) {
        found.set(wrongAt.get(i), again.get(i));
      }
    }
    List<File> files = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < inputs.size(); i++) {
      files.add(file(inputs.get(i), found.subList(from, ends.get(i))));
      from = ends.get(i);
    }
    return files;
  }

  private void addParts(Input input, long partBytes, List<Survey.Part> parts) {
    FileHead head = input.head();
    boolean whole =
        head.packing() != Packing.NONE || TextEncoding.of(dialect.encoding()).streamed();
    Place at = head.data();
    boolean begins = true;
    long from = at.position();
    while (true) {
      long end = whole ? Long.MAX_VALUE : (from / partBytes + 1) * partBytes;
      boolean last = whole || end >= head.length();
      long length = last ? Math.max(0, head.length() - from) : end - from;
      parts.add(
          new Survey.Part(
              head.file(),
              head.packing(),
              at,
              begins,
              last ? Long.MAX_VALUE : end,
              length,
              input.known()));
      if (last) {
        return;
      }
      from = end;
      at = new Place(end - 1, 0, false, false);
      begins = false;
    }
  }

  private static Survey.Part beginningInQuotes(Survey.Part part) {
    Place at = part.at();
    return new Survey.Part(
        part.file(),
        part.packing(),
        new Place(at.position(), at.line(), true, at.escaped()),
        false,
        part.end(),
        part.length(),
        part.known());
  }

  private List<Survey.Found> survey(List<Survey.Part> parts, long bytes) throws IOException {
    try (Progress.Stage stage = context.progress().stage("survey", bytes, "bytes")) {
      Survey survey = new Survey(context.storage(), dialect, steps.bytes(), stage.taskCounter());
      // Small files share tasks.
      return each(
          parts,
          bytes <= FEW_BYTES
              && parts.stream().map(Survey.Part::file).distinct().count() <= FEW_FILES,
          bytes / MIN_PART_BYTES,
          survey);
    }
  }

  /** Puts the parts of a file together. */
  private static File file(Input input, List<Survey.Found> parts) {
    List<Place> places = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>(parts.get(0).types());
    long line = input.head().data().line();
    long records = 0;
    for (Survey.Found part : parts) {
      for (Place place : part.places()) {
        places.add(
            new Place(place.position(), line + place.line(), place.inQuotes(), place.escaped()));
      }
      line += part.end().line();
      records += part.records();
      for (int i = 0; i < types.size(); i++) {
        types.set(i, types.get(i).or(part.types().get(i)));
      }
    }
    Place end = parts.get(parts.size() - 1).end();
    return new File(places, end.position(), records, types);
  }
}
