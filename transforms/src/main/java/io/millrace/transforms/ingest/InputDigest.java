package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The digest of all input: equal input gives equal digests wherever it lies. */
record InputDigest(JavaSparkContext spark, Storage storage, Progress progress) {
  /** Of the content and the names (without folders) of all input files, in their order. */
  String ofFiles(List<InputSplit> inputs) throws IOException {
    List<String> files =
        inputs.stream()
            .flatMap(input -> input.input().files().stream())
            .map(Storage.Entry::uri)
            .toList();
    MessageDigest digest = Digests.sha256();
    try (Progress.Stage stage = progress.stage("input digest", files.size(), "files")) {
      Storage taskStorage = storage;
      Progress.TaskCounter counter = stage.taskCounter();
      SparkFailures.explained(
              () ->
                  spark
                      .parallelize(files, files.size())
                      .map(file -> digestLine(taskStorage, file, counter))
                      .collect())
          .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    }
    return Digests.hex(digest);
  }

  /**
   * Of the content and the names of all files that the source found below the input: names begin
   * below a folder that {@code input} names, and with a folder that a pattern found.
   */
  String ofUnits(List<InputSplit> inputs, FileSlices source) throws IOException {
    MessageDigest digest = Digests.sha256();
    long files =
        source.units().stream().flatMap(List::stream).mapToLong(u -> u.files().size()).sum();
    try (Progress.Stage stage = progress.stage("input digest", files, "files")) {
      for (int i = 0; i < inputs.size(); i++) {
        List<Unit> units = source.units().get(i);
        if (!units.isEmpty()) {
          UnitDigest task =
              new UnitDigest(storage, inputs.get(i).input().bases(), stage.taskCounter());
          SparkFailures.explained(() -> spark.parallelize(units, units.size()).map(task).collect())
              .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
    return Digests.hex(digest);
  }

  private static String digestLine(Storage storage, String file, Progress.TaskCounter counter)
      throws IOException {
    String line =
        Digests.ofFile(storage, file) + "  " + file.substring(file.lastIndexOf('/') + 1) + "\n";
    counter.add(1);
    return line;
  }
}
