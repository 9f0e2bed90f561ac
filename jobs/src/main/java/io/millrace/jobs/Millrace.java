package io.millrace.jobs;

import io.millrace.jobs.cli.Cli;
import io.millrace.jobs.cli.Surroundings;
import java.io.PrintStream;

/** The main class: the same arguments from {@code bin/millrace} and from {@code spark-submit}. */
public final class Millrace {
  private Millrace() {}

  /**
   * Runs a command and ends the process with its exit code: 0 done, 1 the pipeline ran and failed,
   * 2 the command or the pipeline file is wrong, 3 the environment is.
   */
  public static void main(String[] arguments) {
    PrintStream results = System.out;
    // Results alone go to stdout, whatever a library prints.
    System.setOut(System.err);
    int exitCode = new Cli(Surroundings.ofProcess(results, System.err)).execute(arguments);
    results.flush();
    System.exit(exitCode);
  }
}
