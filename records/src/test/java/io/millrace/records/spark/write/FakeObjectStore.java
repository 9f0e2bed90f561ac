package io.millrace.records.spark.write;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A store of objects: they appear when their stream is closed, cannot be renamed, and folders are
 * but a part of their names. {@code fakes3} streams can be aborted, {@code fakegs} streams cannot.
 */
public class FakeObjectStore extends FileSystem {
  static final Map<String, byte[]> OBJECTS = new ConcurrentSkipListMap<>();

  /** Objects whose name contains this cannot be deleted. */
  static volatile String undeletable;

  private URI uri;

  /** The same without aborts. */
  public static final class WithoutAbort extends FakeObjectStore {
    @Override
    OutputStream open(String key) {
      return new ObjectStream(key);
    }
  }

  static Configuration configuration() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.fakes3.impl", FakeObjectStore.class, FileSystem.class);
    hadoop.setClass("fs.fakegs.impl", WithoutAbort.class, FileSystem.class);
    return hadoop;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public String getScheme() {
    return uri.getScheme();
  }

  OutputStream open(String key) {
    return new AbortableStream(key);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(open(key(path)), null);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    throw new UnsupportedOperationException("reading");
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("rename");
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (undeletable != null && path.getName().contains(undeletable)) {
      throw new IOException("access denied");
    }
    return OBJECTS.remove(key(path)) != null;
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws FileNotFoundException {
    String prefix = key(folder) + "/";
    Map<String, FileStatus> children = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> object : new TreeMap<>(OBJECTS).entrySet()) {
      if (object.getKey().startsWith(prefix)) {
        String rest = object.getKey().substring(prefix.length());
        int slash = rest.indexOf('/');
        String child = slash < 0 ? rest : rest.substring(0, slash);
        children.put(
            child,
            new FileStatus(
                object.getValue().length, slash >= 0, 1, 1 << 20, 0, new Path(folder, child)));
      }
    }
    if (children.isEmpty()) {
      throw new FileNotFoundException(folder.toString());
    }
    return children.values().toArray(FileStatus[]::new);
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri + "/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws FileNotFoundException {
    byte[] object = OBJECTS.get(key(path));
    if (object != null) {
      return new FileStatus(object.length, false, 1, 1 << 20, 0, path);
    }
    listStatus(path);
    return new FileStatus(0, true, 1, 1 << 20, 0, path);
  }

  private String key(Path path) {
    return makeQualified(path).toUri().getPath();
  }

  /** The names of objects below a folder. */
  static List<String> names(String folder) {
    List<String> names = new ArrayList<>();
    OBJECTS.keySet().stream()
        .filter(key -> key.startsWith(folder + "/"))
        .forEach(key -> names.add(key.substring(folder.length() + 1)));
    return names;
  }

  private static class ObjectStream extends ByteArrayOutputStream {
    private final String key;
    private boolean ended;

    ObjectStream(String key) {
      this.key = key;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        OBJECTS.put(key, toByteArray());
      }
    }

    void end() {
      ended = true;
    }
  }

  private static final class AbortableStream extends ObjectStream implements Abortable {
    AbortableStream(String key) {
      super(key);
    }

    @Override
    public AbortableResult abort() {
      end();
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }
  }
}
