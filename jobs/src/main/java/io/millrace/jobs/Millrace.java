package io.millrace.jobs;

import io.millrace.jobs.cli.Cli;
import io.millrace.jobs.cli.Surroundings;
import io.millrace.jobs.run.Fault;
import io.millrace.jobs.run.JsonSummary;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** The main class: the same arguments from {@code bin/millrace} and from {@code spark-submit}. */
public final class Millrace {
  private Millrace() {}

  /**
   * Runs a command and ends the process with its exit code: 0 done, 1 the pipeline ran and failed,
   * 2 the command or the pipeline file is wrong, 3 the environment is.
   */
  public static void main(String[] arguments) {
    // Digits and separators of messages and names do not depend on the user's language.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    PrintStream results = System.out;
    // Results alone go to stdout, whatever a library prints.
    System.setOut(System.err);
    int exitCode;
    try {
      exitCode = new Cli(Surroundings.ofProcess(results, System.err)).execute(arguments);
    } catch (Throwable thrown) {
      // Errors pass by the command line's own handling; Spark's threads must not keep the process.
      Fault fault = Fault.of(thrown);
      System.err.println("millrace: " + fault.message());
      exitCode = fault.exitCode();
      if (Arrays.asList(arguments).contains("--json")) {
        results.println(JsonSummary.refused(exitCode, fault.message()));
      }
    }
    results.flush();
    System.exit(exitCode);
  }
}
