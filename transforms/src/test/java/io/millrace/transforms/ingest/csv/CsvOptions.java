package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.transforms.ingest.format.CsvFormat;

/** Options of CSV as users write them. */
final class CsvOptions {
  private CsvOptions() {}

  /** The options in YAML's flow style, such as {@code {delimiter: ";"}}. */
  static CsvFormat of(String yaml) {
    return OptionsBinder.bind(CsvFormat.class, YamlReader.read(yaml, "pipeline.yaml", "/base"));
  }
}
