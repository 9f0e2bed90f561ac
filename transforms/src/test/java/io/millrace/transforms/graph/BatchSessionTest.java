package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Result;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

class BatchSessionTest {
  private static final PreprocessingFn SCALE = (tft, in) -> Map.of("y", tft.scaleTo01(in.get("x")));

  private static BatchGraph graph() throws Exception {
    TransformGraph transform = new LocalRun().floats("x", 0, 10).graph(SCALE);
    return BatchGraph.of(
        transform.graphDef(),
        transform.inputs(),
        List.of(transform.outputs().get("y").tensor()),
        "features");
  }

  private static byte[] example(float x) {
    ExampleBuilder builder = new ExampleBuilder();
    builder.putFloats("x", x);
    return builder.toByteArray();
  }

  private static float run(BatchSession session, float x) {
    try (Result result = session.run(List.of(example(x)))) {
      return ((TFloat32) result.get(0)).getFloat(0);
    }
  }

  @Test
  void equalGraphsShareASessionThatStaysOpenWhileUsed() throws Exception {
    BatchGraph graph = graph();
    assertThat(graph().key()).isEqualTo(graph.key());
    BatchSession first = BatchSession.open(graph);
    BatchSession second = BatchSession.open(graph());
    first.close();
    first.close();
    BatchSession.closeIdle();
    assertThat(run(second, 4)).isEqualTo(0.4f);
    second.close();
    BatchSession.closeIdle();
    try (BatchSession third = BatchSession.open(graph)) {
      assertThat(run(third, 5)).isEqualTo(0.5f);
    }
  }

  @Test
  void servesManyThreads() throws Exception {
    BatchGraph graph = graph();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        float x = t;
        done.add(
            threads.submit(
                () -> {
                  boolean right = true;
                  for (int i = 0; i < 50; i++) {
                    try (BatchSession session = BatchSession.open(graph)) {
                      right &= run(session, x) == x / 10;
                    }
                  }
                  return right;
                }));
      }
      for (Future<Boolean> future : done) {
        assertThat(future.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void keepsNoTensorAlive() throws Exception {
    BatchGraph graph = graph();
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      batch.add(example(i));
    }
    try (BatchSession session = BatchSession.open(graph)) {
      session.run(batch).close();
      long before = Pointer.totalCount();
      for (int i = 0; i < 200; i++) {
        session.run(batch).close();
      }
      long after = Pointer.totalCount();
      List<Result> open = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        open.add(session.run(batch));
      }
      long held = Pointer.totalCount();
      open.forEach(Result::close);
      // Other threads of this JVM may hold a few.
      assertThat(after - before).isLessThan(100);
      assertThat(held - before).as("what open results would show").isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void aGraphThatNeedsNoFeatureIsRefused() throws Exception {
    LocalRun data = new LocalRun().feature("x", DataType.DT_FLOAT).floats("x", 1);
    assertThatThrownBy(
            () ->
                data.graph(
                    (tft, in) -> {
                      tft.sum(tft.tf().constant(new float[] {1f}));
                      return Map.of("y", in.get("x"));
                    }))
        .isInstanceOf(MillraceException.class)
        .hasMessage("analyzer: found no raw feature that it depends on (expected: one or more)");
  }
}
