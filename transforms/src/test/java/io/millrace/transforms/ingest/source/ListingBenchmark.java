package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Lists a tree of empty files as the sources of images and texts do.
 *
 * <p>Arguments: a work folder, the number of folders, of files in each, of cores, of rounds.
 */
final class ListingBenchmark {
  private ListingBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int folders = Integer.parseInt(arguments[1]);
    int files = Integer.parseInt(arguments[2]);
    Path root = Path.of(arguments[0]).toAbsolutePath().resolve("names-" + folders + "-" + files);
    generate(root, folders, files);
    SparkSession spark = BenchmarkSession.start(arguments[3]);
    try {
      Storage storage = new HadoopStorage(new Configuration(false));
      SourceContext context = new SourceContext(spark, storage, Progress.silent());
      InputFiles input = new InputFiles(root.toString(), List.of(storage.stat(root.toString())));
      Rounds rounds = new Rounds(Integer.parseInt(arguments[4]), (long) folders * files, "files");
      rounds.heads();
      rounds.measure(
          "listing",
          () -> {
            AtomicLong found = new AtomicLong();
            FileTree.list(context, input, FileNaming.of(Optional.empty(), false))
                .forEach((uri, bytes) -> found.incrementAndGet());
            return found;
          });
    } finally {
      spark.stop();
    }
  }

  private static void generate(Path root, int folders, int files) throws IOException {
    if (Files.exists(root)) {
      return;
    }
    for (int i = 0; i < folders; i++) {
      Path folder = Files.createDirectories(root.resolve("label-%05d".formatted(i)));
      for (int k = 0; k < files; k++) {
        Files.createFile(folder.resolve("image-%08d.jpg".formatted(k)));
      }
    }
  }
}
