package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.MillraceException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  /** Runs in a JVM of its own. */
  static final class Main {
    private Main() {}

    /** Prints what the check says. */
    public static void main(String[] args) {
      // Twice: after a failure the JVM throws another error than at first.
      for (int i = 0; i < 2; i++) {
        try {
          NativeLibrary.require();
          System.out.println("loaded");
        } catch (MillraceException e) {
          System.out.println(e.category() + " " + e.getMessage());
        }
      }
    }
  }

  @Test
  void aMissingLibraryIsAnErrorOfTheEnvironment() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*tensorflow-core-native-[^/]*-(linux|mac|win).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(line -> line.startsWith("ENVIRONMENT TensorFlow's native")))
        .as(output)
        .hasSize(2)
        .allMatch(line -> line.endsWith("of driver and executors); pass it with --jars"));
    assertThat(output).doesNotContain("loaded");
  }
}
