package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The files below an input's folders, in the order of their folders and names; names that start
 * with a dot or an underscore are left out. Spark tasks list the folders, one level after the
 * other, each folder in one task. The driver lists none; it keeps the names: about 100 bytes a
 * file.
 */
public final class FileTree {
  private static final int TASKS_PER_CORE = 8;

  private final String place;
  private final List<Listed> folders;
  private final FileChoice choice;

  private FileTree(String place, List<Listed> folders, FileChoice choice) {
    this.place = place;
    this.folders = folders;
    this.choice = choice;
  }

  /** A folder to list; {@code depth} names lead from the base to its files. */
  private record Folder(String uri, int depth) implements Serializable {}

  /** The files of a folder. */
  private record Listed(
      String uri,
      int depth,
      String[] names,
      long[] lengths,
      long[] modifiedMillis,
      List<Folder> folders)
      implements Serializable {}

  /** Takes files. */
  @FunctionalInterface
  public interface Visitor {
    /** A file and its bytes. */
    void file(String uri, long bytes);
  }

  /**
   * Lists an input.
   *
   * @param naming says how deep files may lie
   * @throws MillraceException (usage) if there is no file, or a folder too deep
   */
  public static FileTree list(SourceContext context, InputFiles input, FileNaming naming)
      throws IOException {
    List<Listed> found = new ArrayList<>();
    List<Folder> level = new ArrayList<>();
    for (Storage.Entry entry : input.files()) {
      if (!entry.folder()) {
        String folder = entry.uri().substring(0, entry.uri().length() - entry.name().length());
        found.add(
            new Listed(
                folder,
                1,
                new String[] {entry.name()},
                new long[] {entry.length()},
                new long[] {entry.modifiedMillis()},
                List.of()));
      } else {
        level.add(new Folder(entry.uri(), input.isPlace(entry) ? 1 : 2));
      }
    }
    while (!level.isEmpty()) {
      List<Folder> next = new ArrayList<>();
      for (Listed listed : list(context, level)) {
        if (listed.names.length > 0) {
          found.add(listed);
        }
        next.addAll(listed.folders);
      }
      for (Folder folder : next) {
        if (folder.depth > naming.maxDepth()) {
          throw MillraceException.usage(
              "%s: a folder where files should be (expected: %s below %s)"
                  .formatted(folder.uri, naming.shape(), input.place()));
        }
      }
      level = next;
    }
    if (found.isEmpty()) {
      throw MillraceException.usage(
          "%s: found no file below it (expected: %s)".formatted(input.place(), naming.shape()));
    }
    found.sort(Comparator.comparing(Listed::uri));
    return new FileTree(input.place(), found, context.choice());
  }

  private static List<Listed> list(SourceContext context, List<Folder> level) throws IOException {
    Storage storage = context.storage();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    int tasks = Math.min(level.size(), TASKS_PER_CORE * spark.defaultParallelism());
    return SourceJobs.explained(
        () -> spark.parallelize(level, tasks).map(folder -> list(storage, folder)).collect());
  }

  private static Listed list(Storage storage, Folder folder) throws IOException {
    List<Storage.Entry> files = new ArrayList<>();
    List<Folder> folders = new ArrayList<>();
    for (Storage.Entry entry : storage.list(folder.uri)) {
      if (!entry.name().startsWith(".") && !entry.name().startsWith("_")) {
        if (entry.folder()) {
          folders.add(new Folder(entry.uri(), folder.depth + 1));
        } else {
          files.add(entry);
        }
      }
    }
    return new Listed(
        Storage.resolve(folder.uri, ""),
        folder.depth,
        files.stream().map(Storage.Entry::name).toArray(String[]::new),
        files.stream().mapToLong(Storage.Entry::length).toArray(),
        files.stream().mapToLong(Storage.Entry::modifiedMillis).toArray(),
        folders);
  }

  /**
   * How many names lead from the base to each file, its own included.
   *
   * @throws MillraceException (usage) if that differs, or is too few for the naming
   */
  public int depth(FileNaming naming) {
    Listed first = folders.get(0);
    for (Listed other : folders) {
      if (other.depth != first.depth || other.depth < naming.minDepth()) {
        throw MillraceException.usage(
            "%s: found %s%s%s (expected: %s)"
                .formatted(
                    place,
                    other.uri + other.names[0],
                    other.depth == first.depth ? "" : " and at another level ",
                    other.depth == first.depth ? "" : first.uri + first.names[0],
                    naming.shape()));
      }
    }
    return first.depth;
  }

  /** Shows all files that the context's choice takes. */
  public void forEach(Visitor visitor) {
    for (Listed folder : folders) {
      for (int i = 0; i < folder.names.length; i++) {
        String uri = folder.uri + folder.names[i];
        if (choice.takes(
            new Storage.Entry(
                uri, folder.names[i], false, folder.lengths[i], folder.modifiedMillis[i]))) {
          visitor.file(uri, folder.lengths[i]);
        }
      }
    }
  }
}
