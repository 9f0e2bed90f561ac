package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.Registry;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command sees of the world.
 *
 * @param out for results
 * @param err for all else
 */
public record Surroundings(
    PrintStream out, PrintStream err, Map<String, String> environment, Registry registry) {
  /** Those of this process, with the components of the class path. */
  public static Surroundings ofProcess(PrintStream out, PrintStream err) {
    return new Surroundings(out, err, System.getenv(), Registry.load());
  }
}
