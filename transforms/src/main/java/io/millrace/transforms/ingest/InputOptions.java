package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.span.SpanSelection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is read, as ExampleGen's options of the same names say it.
 *
 * @param input folder of the input files, or a pattern; empty for a format that reads no files
 * @param inputSplits input splits by name, each a pattern below the input folder, in their order
 */
public record InputOptions(
    Optional<String> input,
    InputFormat format,
    Map<String, String> inputSplits,
    SpanSelection spans) {
  public InputOptions {
    inputSplits = Collections.unmodifiableMap(new LinkedHashMap<>(inputSplits));
  }
}
