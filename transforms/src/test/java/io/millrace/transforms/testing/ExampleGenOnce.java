package io.millrace.transforms.testing;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.ExampleGen;
import io.millrace.transforms.ingest.ExampleGenOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * ExampleGen as benchmarks run it: what it wrote is deleted at once.
 *
 * @param folder for what it writes
 */
public record ExampleGenOnce(SparkSession spark, Storage storage, Path folder) {
  /** Runs it with these options, in YAML's flow style. */
  public ComponentResult run(String options) throws IOException {
    String output = folder.resolve("example-gen").toString();
    ComponentResult result =
        new ExampleGen()
            .run(
                new ComponentContext<>(
                    spark,
                    storage,
                    OptionsBinder.bind(
                        ExampleGenOptions.class, YamlReader.read(options, "benchmark", "/")),
                    Map.of(),
                    Map.of("examples", output),
                    Progress.silent()));
    storage.delete(output);
    return result;
  }
}
