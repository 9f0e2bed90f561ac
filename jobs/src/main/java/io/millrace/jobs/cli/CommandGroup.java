package io.millrace.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Commands of one subject; without one of them it shows what there is. */
@Command
abstract class CommandGroup implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  // Picocli sets it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  CommandGroup(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.err());
    return 2;
  }
}
