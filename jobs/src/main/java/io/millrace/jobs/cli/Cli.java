package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.jobs.run.Fault;
import io.millrace.jobs.run.JsonSummary;
import io.millrace.transforms.component.Component;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The whole command line. Commands return the exit code; what they throw is told in one line. */
public final class Cli {
  private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

  static {
    EXIT_CODES.put("0", "done");
    EXIT_CODES.put("1", "the command ran and failed: anomalies, a failed component, damaged files");
    EXIT_CODES.put("2", "the command or the pipeline file is wrong");
    EXIT_CODES.put("3", "the environment is: storage, memory, native library");
  }

  /** The command without a subcommand. */
  @Command(
      name = "millrace",
      description = "Deep-learning pipelines on Apache Spark.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Examples:",
        "  millrace run conf/fashion-mnist.yaml",
        "  millrace describe conf/fashion-mnist.yaml",
        "  millrace trainer --help"
      })
  private static final class Root {}

  private final Surroundings surroundings;

  /** A command line in these surroundings. */
  public Cli(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs one command. */
  public int execute(String... arguments) {
    CommandLine root;
    try {
      root = build();
    } catch (MillraceException e) {
      surroundings.err().println("millrace: " + e.getMessage());
      if (Arrays.asList(arguments).contains("--json")) {
        surroundings.out().println(JsonSummary.refused(e.category().exitCode(), e.getMessage()));
      }
      return e.category().exitCode();
    }
    if (arguments.length == 0) {
      root.usage(surroundings.err());
      return 2;
    }
    return root.execute(arguments);
  }

  private CommandLine build() {
    CommandLine root = new CommandLine(new Root());
    root.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and end.")
                .build());
    root.addSubcommand("run", new RunCommand(surroundings));
    root.addSubcommand("describe", new DescribeCommand(surroundings));
    root.addSubcommand("schema", SchemaCommand.of(surroundings));
    root.addSubcommand("records", RecordsCommand.of(surroundings));
    root.addSubcommand("statistics", StatisticsCommand.of(surroundings));
    root.addSubcommand("anomalies", AnomaliesCommand.of(surroundings));
    for (Component<?> component : surroundings.registry().components()) {
      ComponentCommand<?> command = ComponentCommand.of(component, surroundings);
      root.addSubcommand(command.name(), command.spec());
    }
    configure(root);
    // Applies to the subcommands too, so it comes last.
    root.setOut(writer(surroundings.out()));
    root.setErr(writer(surroundings.err()));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setParameterExceptionHandler(this::misused);
    root.setExecutionExceptionHandler(this::failed);
    return root;
  }

  private static void configure(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(EXIT_CODES)
        .abbreviateSynopsis(true)
        .width(100);
    command.getSubcommands().values().forEach(Cli::configure);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private int misused(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String message = thrown.getMessage();
    if (thrown instanceof UnmatchedArgumentException unmatched) {
      message = unmatched(command, unmatched.getUnmatched().get(0));
    }
    String name = command.getCommandSpec().qualifiedName();
    surroundings.err().println(name + ": " + message);
    surroundings.err().println("Try: " + name + " --help");
    if (Arrays.asList(arguments).contains("--json")) {
      surroundings.out().println(JsonSummary.refused(2, message));
    }
    return 2;
  }

  private static String unmatched(CommandLine command, String word) {
    if (word.startsWith("-")) {
      String flag = word.split("=", 2)[0];
      List<String> flags = new ArrayList<>();
      for (OptionSpec option : command.getCommandSpec().options()) {
        flags.add(option.longestName());
      }
      return "unknown option '" + flag + "' " + Nearest.hint(flag, flags);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "unknown command '"
          + word
          + "' "
          + Nearest.hint(word, command.getSubcommands().keySet());
    }
    return "too many arguments: found '" + word + "'";
  }

  private int failed(Exception thrown, CommandLine command, CommandLine.ParseResult whole) {
    CommandLine.ParseResult parsed = command.getParseResult();
    Fault fault = Fault.of(thrown);
    PrintStream err = surroundings.err();
    err.println(fault.message());
    if (parsed.hasMatchedOption("--stacktrace")) {
      thrown.printStackTrace(err);
    } else if (!fault.foreseen()) {
      err.println("Run again with --stacktrace to see where this came from.");
    }
    if (parsed.hasMatchedOption("--json")) {
      surroundings.out().println(JsonSummary.refused(fault.exitCode(), fault.message()));
    }
    return fault.exitCode();
  }
}
