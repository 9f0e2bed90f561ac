package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.Example;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

class TransformContextTest {
  private static PreprocessingFn y(BiFunction<TransformContext, Operand<?>, Operand<?>> f) {
    return (tft, inputs) -> Map.of("y", f.apply(tft, inputs.get("x")));
  }

  /** A result of the whole data, beside each example. */
  private static PreprocessingFn whole(
      BiFunction<TransformContext, Operand<?>, Operand<?>> analyzer) {
    return y(
        (tft, x) -> {
          Operand<TFloat32> value = tft.cast(analyzer.apply(tft, x), TFloat32.class);
          Operand<TFloat32> zeros = tft.tf().zerosLike(tft.cast(x, TFloat32.class));
          return tft.tf().math.add(zeros, value);
        });
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  @Test
  void scalesByMinimumAndMaximum() throws Exception {
    LocalRun data = new LocalRun().floats("x", 2, 4, 6);
    assertThat(data.floats(y(TransformContext::scaleTo01), "y")).containsExactly(0f, 0.5f, 1f);
    assertThat(data.floats(y((tft, x) -> tft.scaleByMinMax(x, -2, 2)), "y"))
        .containsExactly(-2f, 0f, 2f);
  }

  @Test
  void scalesAConstantColumnBySigmoid() throws Exception {
    LocalRun data = new LocalRun().floats("x", 3, 3);
    assertThat(data.floats(y(TransformContext::scaleTo01), "y"))
        .containsExactly(new float[] {sigmoid(3), sigmoid(3)}, offset(1e-6f));
    assertThat(data.floats(y((tft, x) -> tft.scaleByMinMax(x, -1, 1)), "y"))
        .containsExactly(new float[] {2 * sigmoid(3) - 1, 2 * sigmoid(3) - 1}, offset(1e-6f));
  }

  @Test
  void aNanMakesMinimumAndMaximumUnknown() throws Exception {
    float[] scaled =
        new LocalRun().floats("x", 1, Float.NaN, 5).floats(y(TransformContext::scaleTo01), "y");
    assertThat(scaled[0]).isEqualTo(sigmoid(1), offset(1e-6f));
    assertThat(scaled[1]).isNaN();
    assertThat(scaled[2]).isEqualTo(sigmoid(5), offset(1e-6f));
  }

  @Test
  void standardisesByFiniteValues() throws Exception {
    LocalRun data = new LocalRun().batchSize(2);
    float[] scaled =
        data.floats("x", 1, Float.NaN, 3, Float.POSITIVE_INFINITY, 5)
            .floats(y(TransformContext::scaleToZScore), "y");
    float deviation = (float) Math.sqrt(8.0 / 3);
    assertThat(scaled[0]).isEqualTo(-2 / deviation, offset(1e-6f));
    assertThat(scaled[1]).isNaN();
    assertThat(scaled[2]).isZero();
    assertThat(scaled[3]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(scaled[4]).isEqualTo(2 / deviation, offset(1e-6f));
  }

  @Test
  void centresAConstantColumn() throws Exception {
    assertThat(new LocalRun().floats("x", 7, 7, 7).floats(y(TransformContext::scaleToZScore), "y"))
        .containsExactly(0f, 0f, 0f);
  }

  @Test
  void noFiniteValueLeavesAColumnAsItIs() throws Exception {
    LocalRun data = new LocalRun().batchSize(1).floats("x", Float.NaN, Float.NEGATIVE_INFINITY);
    assertThat(data.floats(y(TransformContext::scaleToZScore), "y"))
        .containsExactly(Float.NaN, Float.NEGATIVE_INFINITY);
    assertThat(data.floats(whole((tft, x) -> tft.mean(x)), "y")[1]).isZero();
    assertThat(data.floats(whole((tft, x) -> tft.var(x)), "y")[1]).isZero();
  }

  @Test
  void analysesIntegersExactly() throws Exception {
    long big = (1L << 53) + 1;
    LocalRun data =
        new LocalRun()
            .batchSize(1)
            .feature("x", DataType.DT_INT64)
            .example(e -> e.putLongs("x", big))
            .example(e -> e.putLongs("x", -3));
    List<Example> results =
        data.run(
            (tft, in) -> {
              Operand<?> x = in.get("x");
              Operand<TInt64> same = tft.tf().zerosLike(tft.cast(x, TInt64.class));
              return Map.of(
                  "min", tft.tf().math.add(same, tft.cast(tft.min(x), TInt64.class)),
                  "max", tft.tf().math.add(same, tft.cast(tft.max(x), TInt64.class)),
                  "sum", tft.tf().math.add(same, tft.cast(tft.sum(x), TInt64.class)),
                  "size", tft.tf().math.add(same, tft.size(x)));
            });
    assertThat(results.get(0).longs("min")).containsExactly(-3);
    assertThat(results.get(0).longs("max")).containsExactly(big);
    assertThat(results.get(1).longs("sum")).containsExactly(big - 3);
    assertThat(results.get(1).longs("size")).containsExactly(2);
    assertThat(data.passes()).isEqualTo(1);
  }

  @Test
  void addsBytesWithoutOverflow() throws Exception {
    LocalRun data =
        new LocalRun()
            .feature("x", DataType.DT_STRING)
            .example(e -> e.putBytes("x", new byte[] {(byte) 200, (byte) 200}));
    List<Example> results =
        data.run(
            (tft, in) -> {
              Operand<TUint8> pixels = tft.reshape(tft.decodeRaw(in.get("x")), 2);
              Operand<TInt64> same = tft.tf().zerosLike(tft.cast(pixels, TInt64.class));
              return Map.of("y", tft.tf().math.add(same, tft.cast(tft.sum(pixels), TInt64.class)));
            });
    assertThat(results.get(0).longs("y")).containsExactly(400, 400);
  }

  @Test
  void analysesEachPositionForItself() throws Exception {
    LocalRun data =
        new LocalRun()
            .batchSize(1)
            .feature("x", DataType.DT_FLOAT, 3)
            .example(e -> e.putFloats("x", 1, 10, 5))
            .example(e -> e.putFloats("x", 3, 30, 5));
    assertThat(data.floats(y((tft, x) -> tft.scaleTo01(x, true)), "y"))
        .containsExactly(new float[] {0, 0, sigmoid(5), 1, 1, sigmoid(5)}, offset(1e-6f));
    assertThat(data.floats(y((tft, x) -> tft.scaleToZScore(x, true)), "y"))
        .containsExactly(-1, -1, 0, 1, 1, 0);
    assertThat(data.floats(whole((tft, x) -> tft.mean(x, false)), "y"))
        .containsExactly(2, 20, 5, 2, 20, 5);
    assertThat(data.floats(whole((tft, x) -> tft.var(x, false)), "y"))
        .containsExactly(1, 100, 0, 1, 100, 0);
    assertThat(data.floats(whole((tft, x) -> tft.sum(x, false)), "y"))
        .containsExactly(4, 40, 10, 4, 40, 10);
    assertThat(data.floats(whole((tft, x) -> tft.size(x, false)), "y"))
        .containsExactly(2, 2, 2, 2, 2, 2);
  }

  @Test
  void anAnalyzerOfAnAnalyzersResultTakesAnotherPass() throws Exception {
    LocalRun data = new LocalRun().batchSize(2).floats("x", 0, 5, 10);
    float[] scaled = data.floats(y((tft, x) -> tft.scaleToZScore(tft.scaleTo01(x))), "y");
    float z = (float) Math.sqrt(1.5);
    assertThat(scaled).containsExactly(new float[] {-z, 0, z}, offset(1e-6f));
    assertThat(data.passes()).isEqualTo(2);
  }

  @Test
  void analyzersThatDoNotDependOnOneAnotherShareAPass() throws Exception {
    LocalRun data = new LocalRun().floats("x", 0, 5, 10);
    data.run(
        (tft, in) -> Map.of("a", tft.scaleTo01(in.get("x")), "b", tft.scaleToZScore(in.get("x"))));
    assertThat(data.passes()).isEqualTo(1);
    data.run((tft, in) -> Map.of("a", in.get("x")));
    assertThat(data.passes()).isZero();
  }

  @Test
  void theGraphHoldsConstantsAndNoReduction() throws Exception {
    TransformGraph graph = new LocalRun().floats("x", 2, 4).graph(y(TransformContext::scaleTo01));
    assertThat(graph.graphDef().getNodeList())
        .extracting(node -> node.getOp())
        .contains("Const", "Placeholder")
        .doesNotContain("Min", "Max", "Sum");
    assertThat(graph.graphDef().getNodeList())
        .filteredOn(node -> node.getOp().equals("Placeholder"))
        .extracting(node -> node.getName())
        .containsExactly("inputs/x");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void theBatchSizeChangesNoResult(int batchSize) throws Exception {
    Random random = new Random(5);
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1e6 + random.nextGaussian());
    }
    PreprocessingFn function =
        (tft, in) ->
            Map.of(
                "scaled", tft.scaleTo01(in.get("x")),
                "z", tft.scaleToZScore(in.get("x")));
    LocalRun whole = new LocalRun().floats("x", values);
    LocalRun parts = new LocalRun().batchSize(batchSize).floats("x", values);
    assertThat(parts.floats(function, "scaled")).containsExactly(whole.floats(function, "scaled"));
    assertThat(parts.floats(function, "z"))
        .containsExactly(whole.floats(function, "z"), offset(1e-6f));
    // The textbook's sum of squares would be lost in single precision here.
    double mean = 0;
    for (float value : values) {
      mean += value / 100.0;
    }
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean) / 100.0;
    }
    assertThat(parts.floats(whole((tft, x) -> tft.var(x)), "y")[0])
        .isEqualTo((float) squares, offset(1e-6f));
  }

  @Test
  void aDoubleStaysOne() throws Exception {
    LocalRun data = new LocalRun().floats("x", 1, 2);
    float[] scaled =
        data.floats(
            y(
                (tft, x) -> {
                  Operand<?> z = tft.scaleToZScore(tft.cast(x, TFloat64.class));
                  assertThat(Dtypes.of(z)).isEqualTo(DataType.DT_DOUBLE);
                  return tft.cast(z, TFloat32.class);
                }),
            "y");
    assertThat(scaled).containsExactly(-1, 1);
  }

  @Test
  void otherCallsOnTheNextTraceAreRefused() {
    AtomicInteger traces = new AtomicInteger();
    PreprocessingFn function =
        y((tft, x) -> traces.getAndIncrement() == 0 ? tft.scaleTo01(x) : tft.scaleToZScore(x));
    assertThatThrownBy(() -> new LocalRun().floats("x", 1, 2).run(function))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("MinMax[reduceInstanceDims=true]")
        .hasMessageContaining("Moments[reduceInstanceDims=true]")
        .hasMessageContaining("(expected: the same each time)");
  }

  @Test
  void outputsThatCannotBeStoredAreRefused() {
    LocalRun data = new LocalRun().floats("x", 1, 2);
    assertThatThrownBy(() -> data.run(y((tft, x) -> tft.cast(x, TUint8.class))))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "preprocessing: feature 'y': found uint8 (expected: int64, float32 or string, which a"
                + " tf.Example holds); end with a cast");
    assertThatThrownBy(() -> data.run(y((tft, x) -> tft.tf().constant(1f))))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "preprocessing: feature 'y': found the shape [] (expected: [batch, ...] with known"
                + " sizes); end with a reshape");
    assertThatThrownBy(() -> data.run(y((tft, x) -> null))).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> data.run((tft, in) -> Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessage("preprocessing: found no feature (expected: one or more)");
  }

  @Test
  void askingForAFeatureThatIsNotThereSaysWhy() {
    LocalRun data =
        new LocalRun().varLen("tags", DataType.DT_STRING).floats("weight", 1).floats("x", 1);
    assertThatThrownBy(() -> data.run((tft, in) -> Map.of("y", in.get("weigth"))))
        .isInstanceOf(MillraceException.class)
        .hasMessage("raw feature 'weigth': not in schema.pbtxt (did you mean weight?)");
    assertThatThrownBy(() -> data.run((tft, in) -> Map.of("y", in.get("tags"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("raw feature 'tags': found a feature of variable length");
  }

  @Test
  void aFunctionThatFailsIsNamed() {
    assertThatThrownBy(
            () ->
                new LocalRun()
                    .floats("x", 1)
                    .run(
                        (tft, in) -> {
                          throw new IllegalStateException("no luck");
                        }))
        .isInstanceOf(MillraceException.class)
        .hasMessage("preprocessing failed: java.lang.IllegalStateException: no luck")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
