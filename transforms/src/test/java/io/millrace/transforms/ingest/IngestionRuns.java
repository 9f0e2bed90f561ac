package io.millrace.transforms.ingest;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Runs of ExampleGen one after the other; those that publish are known to the next one. */
final class IngestionRuns {
  final Storage storage = new HadoopStorage(new Configuration(false));
  private final Path folder;
  private final Map<String, Object> options = new LinkedHashMap<>();
  private String latest;

  /** Runs with these options, each value after its name. */
  IngestionRuns(Path folder, Object... options) {
    this.folder = folder;
    this.options.put("hash_buckets", Map.of("all", 1));
    set(options);
  }

  /** Sets options; null removes one. */
  void set(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    options.values().removeIf(value -> value == null);
  }

  ComponentResult run() throws IOException {
    String output = Files.createTempDirectory(folder, "out").toString();
    ComponentResult result =
        new ExampleGen()
            .run(
                new ComponentContext<>(
                    SparkTestSession.get(),
                    storage,
                    OptionsBinder.bind(ExampleGenOptions.class, options),
                    Map.of(),
                    Map.of("examples", output),
                    Progress.silent(),
                    channel ->
                        Optional.ofNullable(latest)
                            .map(
                                uri ->
                                    new InputArtifact(ArtifactType.EXAMPLES, uri, Map.of(), 1))));
    if (result.skipped().isEmpty()) {
      latest = output;
    }
    return result;
  }

  /** The folder of the last run that published. */
  String latest() {
    return latest;
  }

  Ingestion ingestion() throws IOException {
    return Ingestion.readIfPresent(storage, latest).orElseThrow();
  }
}
