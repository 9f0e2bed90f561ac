package io.millrace.artifacts.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Storage through Hadoop's {@code FileSystem}; local files through the JDK.
 *
 * <p>A path without a scheme belongs to {@code fs.defaultFS}, which is the local disk unless the
 * cluster's settings say otherwise. {@code file:} URIs are taken as Hadoop and TensorFlow take
 * them: nothing is percent-decoded. Thread-safe; serialized with all its settings, so that
 * executors see what the driver sees. File systems come from Hadoop's own cache and are never
 * closed here.
 *
 * <p>Failures are {@link StorageException}s, or {@link FileNotFoundException}s for what is not
 * there.
 */
public final class HadoopStorage implements Storage {
  private static final long serialVersionUID = 1L;

  /** File systems that move a folder in one step; all others are taken for object stores. */
  private static final Set<String> ATOMIC_MOVES =
      Set.of("file", "hdfs", "webhdfs", "swebhdfs", "viewfs", "ofs", "abfs", "abfss", "maprfs");

  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/");

  private transient Configuration configuration;

  /** Storage with a copy of these settings. */
  public HadoopStorage(Configuration configuration) {
    this.configuration = new Configuration(configuration);
  }

  /**
   * The path on this machine's disk, or empty for HDFS and object stores.
   *
   * @throws StorageException if {@code uri} is a {@code file:} URI of another host
   */
  public Optional<java.nio.file.Path> localPath(String uri) throws StorageException {
    if (uri.startsWith("file:")) {
      String path = uri.substring("file:".length());
      if (path.startsWith("//")) {
        int slash = path.indexOf('/', 2);
        String host = slash < 0 ? path.substring(2) : path.substring(2, slash);
        if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
          throw new StorageException(
              uri, "it names host '" + host + "' (expected: file:/path or file:///path)", null);
        }
        path = path.substring(slash);
      }
      return Optional.of(java.nio.file.Path.of(path));
    }
    boolean local =
        !hasScheme(uri) && configuration.get("fs.defaultFS", "file:///").startsWith("file:");
    return local ? Optional.of(java.nio.file.Path.of(uri)) : Optional.empty();
  }

  private static boolean hasScheme(String uri) {
    return SCHEME.matcher(uri).lookingAt();
  }

  @Override
  public InputStream open(String uri) throws IOException {
    return StorageErrors.explained(
        uri,
        "read",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          if (local.isPresent()) {
            return LocalFiles.open(local.get(), uri);
          }
          return new ExplainedInput(fileSystem(uri).open(new Path(uri)), uri);
        });
  }

  @Override
  public SeekableByteChannel openChannel(String uri) throws IOException {
    return StorageErrors.explained(
        uri,
        "read",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          if (local.isPresent()) {
            return LocalFiles.openChannel(local.get(), uri);
          }
          Path path = new Path(uri);
          FileSystem files = fileSystem(uri);
          long length = files.getFileStatus(path).getLen();
          return new InputChannel(uri, files.open(path), length);
        });
  }

  @Override
  public OutputStream create(String uri) throws IOException {
    return StorageErrors.explained(
        uri,
        "write",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          if (local.isPresent()) {
            return LocalFiles.create(local.get(), uri);
          }
          try {
            return new ExplainedOutput(fileSystem(uri).create(new Path(uri), false), uri);
          } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw new StorageException(uri, "cannot create: it exists", e);
          }
        });
  }

  @Override
  public boolean movesAtomically(String uri) throws IOException {
    return localPath(uri).isPresent() || ATOMIC_MOVES.contains(scheme(uri));
  }

  /** In lower case; of the default file system where {@code uri} has none. */
  private String scheme(String uri) {
    String full = hasScheme(uri) ? uri : configuration.get("fs.defaultFS", "file:///");
    return full.substring(0, full.indexOf(':')).toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean replacesWhole(String uri) throws IOException {
    return !movesAtomically(uri)
        && StorageErrors.explained(
            uri,
            "look up",
            () ->
                fileSystem(uri)
                    .hasPathCapability(new Path(uri), CommonPathCapabilities.ABORTABLE_STREAM));
  }

  @Override
  public WholeOutput replace(String uri) throws IOException {
    if (!replacesWhole(uri)) {
      return Storage.super.replace(uri);
    }
    return StorageErrors.explained(
        uri,
        "write",
        () -> {
          FSDataOutputStream out = fileSystem(uri).create(new Path(uri), true);
          return new WholeOutput(new ExplainedOutput(out, uri), out::abort);
        });
  }

  @Override
  public boolean exists(String uri) throws IOException {
    try {
      stat(uri);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public Entry stat(String uri) throws IOException {
    return StorageErrors.explained(
        uri,
        "look up",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          return local.isPresent()
              ? LocalFiles.stat(local.get(), uri)
              : entry(uri, fileSystem(uri).getFileStatus(new Path(uri)));
        });
  }

  private static Entry entry(String uri, FileStatus status) {
    return new Entry(
        uri,
        status.getPath().getName(),
        status.isDirectory(),
        status.isDirectory() ? 0 : status.getLen(),
        status.getModificationTime());
  }

  @Override
  public List<Entry> list(String uri) throws IOException {
    return StorageErrors.explained(
        uri,
        "list",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          List<Entry> entries = new ArrayList<>();
          if (local.isPresent()) {
            for (java.nio.file.Path child : LocalFiles.children(local.get())) {
              String childUri = Storage.resolve(uri, child.getFileName().toString());
              try {
                entries.add(LocalFiles.stat(child, childUri));
              } catch (FileNotFoundException | NoSuchFileException e) {
                // A link to nowhere, or deleted since it was listed.
                continue;
              }
            }
            return List.copyOf(entries);
          }
          if (!stat(uri).folder()) {
            throw new StorageException(uri, "it is a file (expected: a folder)", null);
          }
          for (FileStatus status : fileSystem(uri).listStatus(new Path(uri))) {
            entries.add(entry(Storage.resolve(uri, status.getPath().getName()), status));
          }
          entries.sort(Comparator.comparing(Entry::name));
          return List.copyOf(entries);
        });
  }

  @Override
  public void createFolder(String uri) throws IOException {
    StorageErrors.explained(
        uri,
        "create folder",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          if (local.isPresent()) {
            LocalFiles.createFolder(local.get(), uri);
          } else if (!fileSystem(uri).mkdirs(new Path(uri))) {
            throw new StorageException(uri, "the file system refused to create the folder", null);
          }
          return null;
        });
  }

  @Override
  public void delete(String uri) throws IOException {
    StorageErrors.explained(
        uri,
        "delete",
        () -> {
          Optional<java.nio.file.Path> local = localPath(uri);
          boolean root =
              local.isPresent()
                  ? local.get().toAbsolutePath().normalize().getNameCount() == 0
                  : new Path(uri).isRoot();
          if (root) {
            throw new StorageException(uri, "cannot delete: it is a whole file system", null);
          }
          if (local.isPresent()) {
            LocalFiles.delete(local.get());
          } else if (!fileSystem(uri).delete(new Path(uri), true) && exists(uri)) {
            throw new StorageException(uri, "the file system refused to delete it", null);
          }
          return null;
        });
  }

  @Override
  public void move(String fromUri, String toUri) throws IOException {
    stat(fromUri);
    StorageErrors.explained(
        toUri,
        "move " + fromUri + " there",
        () -> {
          Optional<java.nio.file.Path> from = localPath(fromUri);
          Optional<java.nio.file.Path> to = localPath(toUri);
          if (from.isPresent() && to.isPresent()) {
            LocalFiles.move(from.get(), to.get(), toUri);
          } else if (from.isPresent() || to.isPresent()) {
            throw new StorageException(
                toUri, "cannot move " + fromUri + " there: it lies on another file system", null);
          } else {
            moveRemote(fromUri, toUri);
          }
          return null;
        });
  }

  private void moveRemote(String fromUri, String toUri) throws IOException {
    // Hadoop's rename would move into an existing folder instead of refusing.
    if (exists(toUri)) {
      throw new StorageException(toUri, "cannot move there: it exists", null);
    }
    FileSystem files = fileSystem(toUri);
    Path to = new Path(toUri);
    Path parent = to.getParent();
    if (parent != null) {
      files.mkdirs(parent);
    }
    if (!files.rename(new Path(fromUri), to)) {
      throw new StorageException(toUri, "the file system refused to move " + fromUri, null);
    }
  }

  private FileSystem fileSystem(String uri) throws IOException {
    return new Path(uri).getFileSystem(configuration);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    configuration.write(out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    configuration = new Configuration(false);
    configuration.readFields(in);
  }
}
