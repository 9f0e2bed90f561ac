package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.jobs.pipeline.Registry;
import io.millrace.jobs.testing.FakeComponents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands, by default with the fake components, and keeps what the last one printed. */
abstract class CommandHarness {
  String out;
  String err;

  final int millrace(String... arguments) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(stdout, true, StandardCharsets.UTF_8),
            new PrintStream(stderr, true, StandardCharsets.UTF_8),
            Map.of("MILLRACE_TTY", "0"),
            registry());
    int exitCode = new Cli(surroundings).execute(arguments);
    out = stdout.toString(StandardCharsets.UTF_8);
    err = stderr.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  /** The components of pipelines. */
  Registry registry() {
    return FakeComponents.registry();
  }

  /** What was printed, which is JSON. */
  final JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
