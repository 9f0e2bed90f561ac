package io.millrace.transforms.ingest;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Example;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Runs ExampleGen, each time into a new folder, and reads what the last run wrote. */
final class ExampleGenRuns {
  private final Storage storage = new HadoopStorage(new Configuration(false));
  private final Path folder;
  private int runs;

  /** Runs that write {@code out1}, {@code out2}, ... into this folder. */
  ExampleGenRuns(Path folder) {
    this.folder = folder;
  }

  Storage storage() {
    return storage;
  }

  ComponentResult run(Map<String, Object> options) throws IOException {
    return run(OptionsBinder.bind(ExampleGenOptions.class, options));
  }

  ComponentResult run(ExampleGenOptions options) throws IOException {
    runs++;
    storage.createFolder(output());
    return new ExampleGen()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                storage,
                options,
                Map.of(),
                Map.of("examples", output()),
                Progress.silent()));
  }

  /** The folder of the last run. */
  String output() {
    return folder.resolve("out" + runs).toString();
  }

  List<byte[]> records(String split) throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (ExampleFile file : ExamplesArtifact.open(storage, output()).files(split)) {
      try (ExamplesReader reader = ExamplesReader.open(storage, file)) {
        while (reader.next()) {
          records.add(reader.record());
        }
      }
    }
    return records;
  }

  List<Example> examples(String split) throws IOException {
    return records(split).stream().map(Example::parse).toList();
  }

  /** The first value of a feature of all examples. */
  List<Long> longs(String split, String feature) throws IOException {
    return examples(split).stream().map(example -> example.longs(feature)[0]).toList();
  }

  /** The SHA-256 of all files by their names. */
  Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path root = Path.of(output());
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(root.relativize(file).toString(), sha256(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  /** As {@link #content}, without the file that names the input. */
  Map<String, String> shards() throws IOException {
    Map<String, String> content = content();
    content.remove(Ingestion.FILE_NAME);
    return content;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
