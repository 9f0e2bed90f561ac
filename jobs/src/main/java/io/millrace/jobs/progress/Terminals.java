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
    int columns = terminal ? columns(environment) : DEFAULT_COLUMNS;
    return new Console(err, terminal, quiet, stackTraces, () -> columns);
  }

  private static int columns(Map<String, String> environment) {
    String given = environment.get("COLUMNS");
    if (given != null && given.matches("[0-9]{1,4}")) {
      return Integer.parseInt(given);
    }
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
        return columns > 0 ? columns : DEFAULT_COLUMNS;
      }
    } catch (IOException | NumberFormatException e) {
      return DEFAULT_COLUMNS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return DEFAULT_COLUMNS;
  }
}
