package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.MalformedExampleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * TFRecord files of examples: a part is a run of neighbouring files, or a range of one large file
 * that is not packed. Parts depend on the files and their lengths alone.
 */
public final class ExampleFileParts implements ExampleInput {
  /** Bytes of files that a task reads: a 64th of the input within these. */
  static final long LEAST_BYTES = 4L << 20;

  static final long MOST_BYTES = 128L << 20;
  private static final int TASKS = 64;

  /** A file, or the records that begin in a range of its bytes. */
  record Piece(ExampleFile file, long from, long to) implements Serializable {
    boolean isWhole() {
      return from == 0 && to == file.bytes();
    }
  }

  private final JavaSparkContext spark;
  private final Storage storage;
  private final List<String> splits;
  private final List<List<ExampleFile>> files;
  private final boolean sequences;
  private final List<List<List<Piece>>> parts = new ArrayList<>();

  /**
   * Cuts files. The first bytes of large ones are read to see whether they are packed.
   *
   * @param files by split, in the order of the splits
   * @param sequences whether they hold tf.SequenceExamples
   * @param cut whether large files may be cut: not if their records hold TFRecord data themselves
   */
  public ExampleFileParts(
      JavaSparkContext spark,
      Storage storage,
      Map<String, List<ExampleFile>> files,
      boolean sequences,
      boolean cut)
      throws IOException {
    this(spark, storage, files, sequences, cut ? MOST_BYTES : Long.MAX_VALUE);
  }

  ExampleFileParts(
      JavaSparkContext spark,
      Storage storage,
      Map<String, List<ExampleFile>> files,
      boolean sequences,
      long mostBytes)
      throws IOException {
    this.spark = spark;
    this.storage = storage;
    this.splits = List.copyOf(files.keySet());
    this.files = files.values().stream().map(List::copyOf).toList();
    this.sequences = sequences;
    long total = this.files.stream().flatMap(List::stream).mapToLong(ExampleFile::bytes).sum();
    long bytesPerPart =
        Math.min(Math.min(mostBytes, MOST_BYTES), Math.max(LEAST_BYTES, total / TASKS));
    for (List<ExampleFile> split : this.files) {
      parts.add(runs(pieces(split, mostBytes), bytesPerPart));
    }
  }

  private List<Piece> pieces(List<ExampleFile> split, long mostBytes) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (ExampleFile file : split) {
      long count =
          file.bytes() > mostBytes && !isPacked(file)
              ? (file.bytes() + mostBytes - 1) / mostBytes
              : 1;
      for (long i = 0; i < count; i++) {
        // A quotient first: bytes times pieces may not fit.
        long from = i * (file.bytes() / count);
        long to = i + 1 == count ? file.bytes() : (i + 1) * (file.bytes() / count);
        pieces.add(new Piece(file, from, to));
      }
    }
    return pieces;
  }

  private boolean isPacked(ExampleFile file) throws IOException {
    try (InputStream in = storage.open(file.uri())) {
      return Compression.detect(in.readNBytes(Compression.DETECTION_BYTES)) != Compression.NONE;
    }
  }

  private static List<List<Piece>> runs(List<Piece> pieces, long bytesPerPart) {
    List<List<Piece>> runs = new ArrayList<>();
    List<Piece> run = new ArrayList<>();
    long bytes = 0;
    for (Piece piece : pieces) {
      long length = piece.to() - piece.from();
      if (!run.isEmpty() && bytes + length > bytesPerPart) {
        runs.add(List.copyOf(run));
        run.clear();
        bytes = 0;
      }
      run.add(piece);
      bytes += length;
    }
    if (!run.isEmpty()) {
      runs.add(List.copyOf(run));
    }
    return runs;
  }

  @Override
  public List<String> splits() {
    return splits;
  }

  @Override
  public int parts(int split) {
    return parts.get(split).size();
  }

  @Override
  public long records(int split) {
    return ExampleFile.records(files.get(split));
  }

  @Override
  public boolean sequences() {
    return sequences;
  }

  @Override
  public <T> JavaRDD<T> map(Reading<T> reading) {
    List<List<Piece>> all = parts.stream().flatMap(List::stream).toList();
    Storage taskStorage = storage;
    return spark
        .parallelize(all, Math.max(1, all.size()))
        .flatMap(part -> read(taskStorage, part, reading));
  }

  private static <T> Iterator<T> read(Storage storage, List<Piece> part, Reading<T> reading) {
    Pieces stream = new Pieces(storage, part);
    // Spark has a second method of this name, for Scala's functions.
    TaskCompletionListener closing = context -> stream.close();
    TaskContext.get().addTaskCompletionListener(closing);
    return reading.read(stream);
  }

  /** Pieces, one behind the other. */
  private static final class Pieces implements ExampleStream {
    private final Storage storage;
    private final Iterator<Piece> pieces;
    private ExamplesReader reader;

    Pieces(Storage storage, List<Piece> pieces) {
      this.storage = storage;
      this.pieces = pieces.iterator();
    }

    @Override
    public boolean next() {
      while (true) {
        if (reader != null && reader.next()) {
          return true;
        }
        close();
        if (!pieces.hasNext()) {
          return false;
        }
        Piece piece = pieces.next();
        reader =
            piece.isWhole()
                ? ExamplesReader.open(storage, piece.file())
                : ExamplesReader.openRange(storage, piece.file(), piece.from(), piece.to());
      }
    }

    @Override
    public byte[] buffer() {
      return reader.buffer();
    }

    @Override
    public int offset() {
      return reader.offset();
    }

    @Override
    public int length() {
      return reader.length();
    }

    @Override
    public String source() {
      return reader.source();
    }

    @Override
    public String positionUnit() {
      return reader.positionUnit();
    }

    @Override
    public long position() {
      return reader.position();
    }

    @Override
    public MillraceException malformed(MalformedExampleException e) {
      return reader.malformed(e);
    }

    @Override
    public void close() {
      if (reader != null) {
        ExamplesReader closing = reader;
        reader = null;
        closing.close();
      }
    }
  }
}
