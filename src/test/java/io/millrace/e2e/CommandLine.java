package io.millrace.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a real process and keeps what it printed. */
final class CommandLine {
  private static final long TIMEOUT_MINUTES = 10;

  /** What a finished process left. */
  record Outcome(int exitCode, String stdout, String stderr) {
    /** Both streams, for the message of an assertion. */
    String all() {
      return "exit code " + exitCode + "\n--- stdout\n" + stdout + "\n--- stderr\n" + stderr;
    }
  }

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path input = Path.of("/dev/null");

  private CommandLine(String... command) {
    this.command.addAll(List.of(command));
  }

  /** The root of the checkout. */
  static Path home() {
    return Path.of(System.getProperty("millrace.home")).toAbsolutePath().normalize();
  }

  /** The launcher, on what the build before these tests has made. */
  static CommandLine millrace(String... arguments) {
    return new CommandLine(home().resolve("bin/millrace").toString())
        .with(arguments)
        .environment("MILLRACE_SKIP_BUILD", "1")
        .environment("MILLRACE_HEAP", "2g");
  }

  static CommandLine of(String... command) {
    return new CommandLine(command);
  }

  CommandLine with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  CommandLine environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Further jars for the launcher. */
  CommandLine jars(List<Path> jars) {
    return environment(
        "MILLRACE_JARS",
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
  }

  /** What the process reads; nothing unless it is named. */
  CommandLine input(Path file) {
    input = file;
    return this;
  }

  /** Starts without waiting; what the process prints is lost. The caller ends it. */
  Process start() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs to the end; the process is killed after ten minutes. */
  Outcome run() {
    try {
      Path stdout = Files.createTempFile("stdout", ".txt");
      Path stderr = Files.createTempFile("stderr", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(command + " did not end; stderr:\n" + Files.readString(stderr));
        }
        return new Outcome(
            process.exitValue(),
            Files.readString(stdout, StandardCharsets.UTF_8),
            Files.readString(stderr, StandardCharsets.UTF_8));
      } finally {
        Files.delete(stdout);
        Files.delete(stderr);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
