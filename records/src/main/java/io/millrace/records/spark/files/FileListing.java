package io.millrace.records.spark.files;

import io.millrace.records.spark.options.ListingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The files below some paths and the partitions that their folders name. Folders are walked to the
 * bottom; what Spark's file sources hide ({@code _*}, {@code .*}) is left out. Immutable.
 */
public final class FileListing {
  private record Found(FileStatus status, PartitionPath partition) {}

  private final List<Found> found;
  private final List<String> missing;
  private final List<String> columns;
  private final ListingOptions options;

  private FileListing(
      List<Found> found, List<String> missing, List<String> columns, ListingOptions options) {
    this.found = found;
    this.missing = missing;
    this.columns = columns;
    this.options = options;
  }

  /**
   * Lists the files of folders, files and globs.
   *
   * @throws IllegalArgumentException if the folders do not agree on the partition columns; says
   *     which do not
   */
  public static FileListing of(List<String> paths, ListingOptions options, Configuration hadoop)
      throws IOException {
    List<String> missing = new ArrayList<>();
    List<FileStatus> roots = new ArrayList<>();
    for (String path : paths) {
      List<FileStatus> of = Roots.of(new Path(path), hadoop);
      roots.addAll(of);
      if (of.isEmpty()) {
        missing.add(path);
      }
    }
    Set<Path> bases = bases(roots, options, hadoop);
    List<Path> folders = new ArrayList<>();
    Map<Path, FileStatus> files = new LinkedHashMap<>();
    for (FileStatus root : roots) {
      if (root.isDirectory()) {
        folders.add(root.getPath());
      } else {
        files.put(root.getPath(), root);
      }
    }
    for (LocatedFileStatus file : new FolderWalk(hadoop).files(folders)) {
      files.put(file.getPath(), file);
    }
    List<Found> found = found(files.values(), bases, options);
    return new FileListing(found, missing, columns(found), options);
  }

  private static Set<Path> bases(
      List<FileStatus> roots, ListingOptions options, Configuration hadoop) throws IOException {
    Set<Path> bases = new HashSet<>();
    if (options.basePath().isEmpty()) {
      for (FileStatus root : roots) {
        bases.add(root.isDirectory() ? root.getPath() : root.getPath().getParent());
      }
      return bases;
    }
    Path base = new Path(options.basePath());
    FileSystem fileSystem = base.getFileSystem(hadoop);
    Path qualified = base.makeQualified(fileSystem.getUri(), fileSystem.getWorkingDirectory());
    for (FileStatus root : roots) {
      Path at = root.getPath();
      while (at != null && !at.equals(qualified)) {
        at = at.getParent();
      }
      if (at == null) {
        throw new IllegalArgumentException(
            "option 'basePath': found '"
                + options.basePath()
                + "' (expected: a folder above "
                + root.getPath()
                + ")");
      }
    }
    bases.add(qualified);
    return bases;
  }

  private static List<Found> found(
      Iterable<FileStatus> files, Set<Path> bases, ListingOptions options) throws IOException {
    GlobFilter names =
        options.pathGlobFilter().isEmpty() ? null : new GlobFilter(options.pathGlobFilter());
    List<Found> found = new ArrayList<>();
    for (FileStatus file : files) {
      long modified = file.getModificationTime();
      if (modified > options.modifiedAfterMillis()
          && modified < options.modifiedBeforeMillis()
          && (names == null || names.accept(file.getPath()))) {
        found.add(
            new Found(
                file,
                options.recursiveFileLookup()
                    ? PartitionPath.NONE
                    : PartitionPath.of(file.getPath(), bases)));
      }
    }
    found.sort(Comparator.comparing(file -> file.status().getPath().toString()));
    return found;
  }

  /** The partition columns; those of all files, but for empty ones that lie elsewhere. */
  private static List<String> columns(List<Found> files) {
    Found first = null;
    for (Found file : files) {
      if (first == null || first.status().getLen() == 0) {
        first = file;
      } else if (file.status().getLen() > 0 && !sameColumns(first, file)) {
        throw new IllegalArgumentException(
            ("the folders name different partition columns: %s in %s, %s in %s (expected: the same"
                    + " for all files; read them apart, set basePath, or set"
                    + " recursiveFileLookup=true to take no partitions from folders)")
                .formatted(
                    first.partition().columns(),
                    first.status().getPath(),
                    file.partition().columns(),
                    file.status().getPath()));
      }
    }
    return first == null ? List.of() : first.partition().columns();
  }

  private static boolean sameColumns(Found left, Found right) {
    List<String> one = left.partition().columns();
    List<String> other = right.partition().columns();
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).equalsIgnoreCase(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is no file that was found. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** The bytes of all files. */
  public long totalBytes() {
    return found.stream().mapToLong(file -> file.status().getLen()).sum();
  }

  /**
   * Checks that there is something at each path.
   *
   * @throws IllegalArgumentException if not
   */
  public FileListing requireExisting() {
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "found no file or folder at "
              + String.join(", ", missing)
              + " (expected: the path of TFRecord files, of a folder of them, or a glob)");
    }
    return this;
  }

  /** The names of the partition columns, outermost first. */
  public List<String> partitionColumns() {
    return columns;
  }

  /**
   * The partition columns with the types that a schema gives, and for those that it does not have,
   * with the narrowest type of their values.
   */
  public StructType partitionSchema(Optional<StructType> schema) {
    PartitionTypes types = new PartitionTypes(options.zone());
    StructType result = new StructType();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      StructField given =
          schema.stream()
              .flatMap(fields -> Arrays.stream(fields.fields()))
              .filter(field -> field.name().equalsIgnoreCase(name))
              .findFirst()
              .orElse(null);
      result =
          given == null
              ? result.add(name, inferred(types, i), true)
              : result.add(given.name(), given.dataType(), true);
    }
    return result;
  }

  private DataType inferred(PartitionTypes types, int column) {
    if (!options.inferPartitionTypes()) {
      return DataTypes.StringType;
    }
    DataType type = null;
    Set<String> seen = new HashSet<>();
    for (Found file : found) {
      if (file.partition().values().size() > column) {
        String value = file.partition().values().get(column);
        if (value != null && seen.add(value)) {
          type = PartitionTypes.wider(type, types.infer(value));
        }
      }
    }
    return type == null ? DataTypes.StringType : type;
  }

  /**
   * The files, with their partition values in the types and the order of a schema.
   *
   * @throws IllegalArgumentException if a value is not of its column's type, or if the folders do
   *     not name all columns
   */
  public List<DataFile> files(StructType partitionSchema) throws IOException {
    PartitionValues values = new PartitionValues(columns, partitionSchema, options.zone());
    List<DataFile> files = new ArrayList<>(found.size());
    for (Found file : found) {
      FileStatus status = file.status();
      if (status.getLen() == 0 && file.partition().columns().size() != partitionSchema.size()) {
        continue;
      }
      files.add(
          new DataFile(
              status.getPath().toString(),
              status.getLen(),
              status.getModificationTime(),
              values.of(file.partition(), status.getPath()),
              blocks(status)));
    }
    return files;
  }

  /**
   * A file that was found earlier, with the partition values that its folders name.
   *
   * @throws IllegalArgumentException as {@link #files}
   */
  public static DataFile known(
      String path, long length, StructType partitionSchema, ListingOptions options) {
    Path file = new Path(path);
    PartitionPath partition =
        options.recursiveFileLookup() ? PartitionPath.NONE : PartitionPath.of(file, Set.of());
    PartitionValues values =
        new PartitionValues(partition.columns(), partitionSchema, options.zone());
    return new DataFile(path, length, 0, values.of(partition, file), List.of());
  }

  private static List<DataFile.Block> blocks(FileStatus status) throws IOException {
    if (!(status instanceof LocatedFileStatus located) || located.getBlockLocations() == null) {
      return List.of();
    }
    List<DataFile.Block> blocks = new ArrayList<>();
    for (BlockLocation block : located.getBlockLocations()) {
      String[] hosts = block.getHosts();
      if (!Arrays.equals(hosts, new String[] {"localhost"})) {
        blocks.add(new DataFile.Block(block.getOffset(), block.getLength(), hosts));
      }
    }
    return blocks;
  }
}
