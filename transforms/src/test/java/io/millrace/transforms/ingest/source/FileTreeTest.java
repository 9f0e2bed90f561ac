package io.millrace.transforms.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  /** Of each folder the task that listed it; -1 is the driver. */
  private static final Map<String, Integer> LISTED = new ConcurrentHashMap<>();

  @TempDir Path root;

  private record Watched(Storage storage) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("list")) {
        LISTED.put((String) arguments[0], TaskContext.get() == null ? -1 : partition());
      }
      try {
        return method.invoke(storage, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private static int partition() {
      return TaskContext.get().partitionId();
    }

    static Storage watching() {
      return (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {Storage.class},
              new Watched(new HadoopStorage(new Configuration(false))));
    }
  }

  @Test
  void foldersAreListedByManyTasksAndNoneByTheDriver() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      Path folder = Files.createDirectories(root.resolve("label-" + i));
      for (String name : List.of("a.txt", "b.txt")) {
        Files.writeString(folder.resolve(name), "x");
        expected.add(folder + "/" + name);
      }
    }
    LISTED.clear();
    Storage storage = Watched.watching();
    InputFiles input = new InputFiles(root.toString(), List.of(storage.stat(root.toString())));

    FileTree tree =
        FileTree.list(
            new SourceContext(SparkTestSession.get(), storage, Progress.silent()),
            input,
            FileNaming.of(Optional.empty(), false));

    List<String> found = new ArrayList<>();
    tree.forEach((uri, bytes) -> found.add(uri));
    assertThat(found).isEqualTo(expected);
    assertThat(LISTED).hasSize(41).doesNotContainValue(-1);
    LISTED.remove(root.toString());
    int cores = SparkTestSession.get().sparkContext().defaultParallelism();
    assertThat(LISTED.values().stream().distinct().count()).isEqualTo(Math.min(40, 8 * cores));
  }
}
