package io.millrace.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.testing.LocalStorage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputPipelineTest {
  private static final int COUNT = 1_000;

  @TempDir Path root;
  private final LocalStorage storage = new LocalStorage();
  private final List<String> files = new ArrayList<>();

  /** Example i holds the values i and -i, and the label i. */
  @BeforeEach
  void write() throws IOException {
    int at = 0;
    for (int shard = 0; shard < 4; shard++) {
      String file = root.resolve("shard-" + shard).toString();
      files.add(file);
      try (TfRecordWriter writer = TfRecordWriter.create(storage.create(file), Compression.GZIP)) {
        for (int i = 0; i < COUNT / 4; i++, at++) {
          ExampleBuilder builder = new ExampleBuilder();
          builder.putFloats("x", at, -at);
          builder.putLongs("y", at);
          writer.write(builder.toByteArray());
        }
      }
    }
  }

  private InputPipeline pipeline(int batch, int buffer, long seed) {
    return new InputPipeline(
        new InputPipeline.Source(storage, files, batch, buffer, seed),
        new ExampleDecoder("x", "y", 2, COUNT),
        2);
  }

  private static List<Integer> pass(InputPipeline pipeline, int epoch) throws InterruptedException {
    List<Integer> labels = new ArrayList<>();
    pipeline.start(epoch);
    for (Optional<Batch> next = pipeline.take(); next.isPresent(); next = pipeline.take()) {
      Batch batch = next.get();
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.features()[2 * i]).isEqualTo(batch.labels()[i]);
        assertThat(batch.features()[2 * i + 1]).isEqualTo(-batch.labels()[i]);
        labels.add(batch.labels()[i]);
      }
      pipeline.giveBack(batch);
    }
    return labels;
  }

  private static List<Integer> all() {
    return IntStream.range(0, COUNT).boxed().toList();
  }

  @Test
  void everyExampleComesOncePerPass() throws InterruptedException {
    for (int buffer : new int[] {1, 7, 100, COUNT, 5 * COUNT}) {
      for (int batch : new int[] {1, 33, COUNT, COUNT + 1}) {
        try (InputPipeline pipeline = pipeline(batch, buffer, 1)) {
          assertThat(pass(pipeline, 1)).containsExactlyInAnyOrderElementsOf(all());
          assertThat(pass(pipeline, 2)).containsExactlyInAnyOrderElementsOf(all());
        }
      }
    }
  }

  @Test
  void aBufferOfOneKeepsTheOrder() throws InterruptedException {
    try (InputPipeline pipeline = pipeline(32, 1, 1)) {
      assertThat(pass(pipeline, 1)).isEqualTo(all());
    }
  }

  @Test
  void theOrderDependsOnSeedAndEpoch() throws InterruptedException {
    try (InputPipeline one = pipeline(32, 200, 1);
        InputPipeline same = pipeline(64, 200, 1);
        InputPipeline other = pipeline(32, 200, 2)) {
      List<Integer> order = pass(one, 1);
      assertThat(pass(same, 1)).isEqualTo(order);
      assertThat(pass(one, 2)).isNotEqualTo(order);
      assertThat(pass(other, 1)).isNotEqualTo(order);
    }
  }

  @Test
  void aPassMayEndEarly() throws InterruptedException {
    try (InputPipeline pipeline = pipeline(10, 100, 1)) {
      pipeline.start(1);
      assertThat(pipeline.take().orElseThrow().size()).isEqualTo(10);
      assertThat(pass(pipeline, 2)).containsExactlyInAnyOrderElementsOf(all());
      pipeline.start(3);
      pipeline.close();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("millrace-input"));
    }
  }
}
