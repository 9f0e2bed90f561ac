package io.millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.run.SparkSessions;
import io.millrace.transforms.component.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  // Tasks of local mode run in this JVM.
  private static final CountDownLatch SEEN = new CountDownLatch(1);

  private static SparkSession spark;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.start(SparkSessions.settings("test", Map.of(), Optional.of("local[2]")));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private ConsoleProgress progress() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Console console = new Console(out, false, false, false, () -> 80);
    return new ConsoleProgress(console, "trainer", spark.sparkContext(), nanos::get);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void whatATaskCountsAndSaysIsSeenWhileItRuns() throws Exception {
    try (ConsoleProgress progress = progress();
        Progress.Stage stage = progress.stage("training", 10, "records")) {
      Progress.TaskCounter counter = stage.taskCounter();
      var executor = Executors.newSingleThreadExecutor();
      var job =
          executor.submit(
              () ->
                  new JavaSparkContext(spark.sparkContext())
                      .parallelize(List.of(1), 1)
                      .foreach(
                          x -> {
                            counter.add(4);
                            counter.say("epoch 1 done");
                            if (!SEEN.await(1, TimeUnit.MINUTES)) {
                              throw new IllegalStateException("nobody saw it");
                            }
                            counter.add(6);
                            counter.say("epoch 2 done");
                          }));
      while (!job.isDone() && SEEN.getCount() > 0) {
        Thread.sleep(20);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        progress.refresh();
        if (lines().stream().anyMatch(l -> l.startsWith("trainer: training (40%): 4/10 records"))) {
          SEEN.countDown();
        }
      }
      job.get(1, TimeUnit.MINUTES);
      executor.shutdown();
    }

    assertThat(lines())
        .containsOnlyOnce("trainer: epoch 1 done")
        .containsOnlyOnce("trainer: epoch 2 done");
    assertThat(lines().get(lines().size() - 1)).startsWith("trainer: training: 10 records in ");
  }

  @Test
  void aStageThatCountsOnTheDriverShowsPlainLinesEveryTenSeconds() {
    try (ConsoleProgress progress = progress();
        Progress.Stage stage = progress.stage("copying", 4, "files")) {
      for (int i = 0; i < 4; i++) {
        stage.advance(1);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        progress.refresh();
        progress.refresh();
      }
    }

    assertThat(lines())
        .containsExactly(
            "trainer: copying (50%): 2/4 files, 0.2/s, 12.0 s left",
            "trainer: copying (100%): 4/4 files, 0.2/s",
            "trainer: copying: 4 files in 24.0 s (0.2/s)");
  }

  @Test
  void aNewStageEndsTheOneThatWasLeftOpen() {
    try (ConsoleProgress progress = progress()) {
      progress.stage("first", -1, "files").advance(1);
      progress.stage("second", -1, "files").advance(2);
    }
    assertThat(lines())
        .containsExactly("trainer: first: 1 files in 0.0 s", "trainer: second: 2 files in 0.0 s");
  }
}
