package io.millrace.jobs.run;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.StorageException;
import io.millrace.records.CorruptRecordException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * What a failure means to the user.
 *
 * @param exitCode of the process: 1 data or defect, 2 usage, 3 environment
 * @param message for people, without a stack trace
 * @param foreseen whether the message says it all; if not, a stack trace helps
 */
public record Fault(int exitCode, String message, boolean foreseen) {
  // How Spark words what a task threw when only its text came back.
  private static final Pattern TASK_MESSAGE =
      Pattern.compile("io\\.millrace\\.artifacts\\.MillraceException: ([^\\n]+)");

  /** Looks through all causes, since Spark wraps what tasks throw. */
  public static Fault of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    for (Throwable cause : chain) {
      if (cause instanceof MillraceException known) {
        boolean foreseen = known.category() != MillraceException.Category.INTERNAL;
        return new Fault(known.category().exitCode(), known.getMessage(), foreseen);
      }
    }
    for (Throwable cause : chain) {
      Fault fault = environment(cause);
      if (fault != null) {
        return fault;
      }
    }
    for (Throwable cause : chain) {
      Fault fault = content(cause);
      if (fault != null) {
        return fault;
      }
    }
    return inText(chain);
  }

  private static Fault environment(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return environment(
          "Out of memory ("
              + cause.getMessage()
              + "); give more: MILLRACE_HEAP=8g for the local process, spark.driver.memory and"
              + " spark.executor.memory on a cluster, or make batches smaller");
    }
    if (cause instanceof UnsatisfiedLinkError
        || cause instanceof NoClassDefFoundError
        || cause instanceof ExceptionInInitializerError) {
      return environment(
          "A library cannot be loaded: "
              + describe(cause)
              + "; is TensorFlow's native library for this machine on the class path"
              + " (--jars jobs/target/native/*.jar)?");
    }
    return cause instanceof StorageException ? environment(cause.getMessage()) : null;
  }

  private static Fault content(Throwable cause) {
    if (cause instanceof CorruptRecordException) {
      return new Fault(1, cause.getMessage(), true);
    }
    if (cause instanceof ZipException || cause instanceof EOFException) {
      return new Fault(1, "Broken or truncated data: " + describe(cause), true);
    }
    if (cause instanceof FileNotFoundException) {
      return new Fault(1, "A file is missing: " + cause.getMessage(), true);
    }
    if (cause instanceof IOException) {
      return environment("Storage failed: " + describe(cause));
    }
    return null;
  }

  private static Fault inText(List<Throwable> chain) {
    for (Throwable cause : chain) {
      String text = String.valueOf(cause.getMessage());
      Matcher matcher = TASK_MESSAGE.matcher(text);
      if (matcher.find()) {
        return new Fault(1, matcher.group(1), true);
      }
      if (text.contains("java.lang.OutOfMemoryError")) {
        return environment(new OutOfMemoryError("in a Spark task"));
      }
      if (text.contains("ExecutorLostFailure")) {
        return environment(
            "Spark lost an executor: " + firstLine(text) + "; its log says why (memory?)");
      }
    }
    Throwable last = chain.get(chain.size() - 1);
    return new Fault(1, "Unexpected failure: " + describe(last), false);
  }

  private static Fault environment(String message) {
    return new Fault(3, message, true);
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + firstLine(message);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
