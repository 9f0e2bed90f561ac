package io.millrace.jobs.progress;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether bars may be drawn; the launcher says it, since Java cannot ask for stderr
 * alone.
 */
public final class Terminals {
  private static final int DEFAULT_COLUMNS = 80;

  private Terminals() {}

  /**
   * The console of this process. {@code MILLRACE_TTY} set to 1 or 0 decides whether bars are drawn;
   * without it they are if the process has a console.
   */
  public static Console console(
      PrintStream err, boolean quiet, boolean stackTraces, Map<String, String> environment) {
    String given = environment.get("MILLRACE_TTY");
    boolean terminal = given == null ? System.console() != null : given.equals("1");
    int columns = columns(environment, DEFAULT_COLUMNS, terminal);
    return new Console(err, terminal, quiet, stackTraces, () -> columns);
  }

  /** Whether stdout is a terminal: {@code MILLRACE_STDOUT_TTY} says it, else there is a console. */
  public static boolean isStdoutTerminal(Map<String, String> environment) {
    String given = environment.get("MILLRACE_STDOUT_TTY");
    return given == null ? System.console() != null : given.equals("1");
  }

  /** The width that {@code COLUMNS} says, else that of the terminal if there is one. */
  public static int columns(Map<String, String> environment, int otherwise, boolean terminal) {
    String given = environment.get("COLUMNS");
    if (terminal && given != null && given.matches("[0-9]{1,4}")) {
      return Integer.parseInt(given);
    }
    return terminal ? columnsOfTerminal(otherwise) : otherwise;
  }

  private static int columnsOfTerminal(int otherwise) {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0) {
        String text = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        String[] rowsAndColumns = text.trim().split(" ");
        int columns = rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
        return columns > 0 ? columns : otherwise;
      }
    } catch (IOException | NumberFormatException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return otherwise;
  }
}
