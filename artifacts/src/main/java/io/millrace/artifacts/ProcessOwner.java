package io.millrace.artifacts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that something under way belongs to: a staged output, a running execution. What a
 * crash left behind may be tidied up only if its owner is certainly gone, which only a process of
 * the same machine can know.
 *
 * @param host the machine and its process numbering, which containers of one machine do not share
 * @param pid the process number
 * @param startedMillis when the process started, since process numbers are used again
 */
public record ProcessOwner(String host, long pid, long startedMillis) {
  private static final long UNKNOWN = 0;

  // The system derives start times from a clock that may be adjusted meanwhile.
  private static final long CLOCK_TOLERANCE_MILLIS = 60_000;

  /** This process. */
  public static ProcessOwner current() {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessOwner(Host.NAME, self.pid(), started(self));
  }

  /** Whether it certainly runs no more; false if it may run on another machine. */
  public boolean isGone() {
    if (!host.equals(Host.NAME)) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return true;
    }
    long started = started(process.get());
    return started != UNKNOWN
        && startedMillis != UNKNOWN
        && Math.abs(started - startedMillis) > CLOCK_TOLERANCE_MILLIS;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
  }

  /** One word to store, which {@link #parse} reads back. */
  public String encode() {
    return pid + "@" + startedMillis + "@" + host;
  }

  /** The owner that {@link #encode} wrote, or empty for anything else. */
  public static Optional<ProcessOwner> parse(String text) {
    String[] parts = text.strip().split("@", 3);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessOwner(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Looked up once: a slow name service must not be asked for every output. */
  private static final class Host {
    static final String NAME = hostName() + processNamespace();

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }

    private static String processNamespace() {
      try {
        return "/" + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      } catch (IOException | UnsupportedOperationException e) {
        return "";
      }
    }
  }
}
