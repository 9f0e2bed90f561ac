package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.graph.analyzers.Analyzer;
import io.millrace.transforms.graph.analyzers.MinMax;
import io.millrace.transforms.graph.analyzers.Moments;
import io.millrace.transforms.graph.analyzers.Sum;
import io.millrace.transforms.graph.analyzers.Value;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * What a {@link PreprocessingFn} builds with: TensorFlow's ops, analyzers (full passes over the
 * data that end as constants) and mappers. Names, defaults and results are those of TensorFlow
 * Transform ({@code analyzers.py}, {@code mappers.py}).
 *
 * <p>Every method throws a MillraceException (usage) for a dtype or shape that it does not take.
 */
public final class TransformContext {
  /** A call of an analyzer in one trace. */
  record Call(Analyzer analyzer, Output<?> input, List<Operand<?>> results, boolean resolved) {}

  private final Ops tf;
  private final List<List<Value>> known;
  private final List<Call> calls = new ArrayList<>();

  /**
   * Begins a trace.
   *
   * @param known the results of analyzers by the order of their calls, null where unknown
   */
  TransformContext(Ops tf, List<List<Value>> known) {
    this.tf = tf;
    this.known = known;
  }

  List<Call> calls() {
    return calls;
  }

  /** All of TensorFlow's ops, in the graph that is built. */
  public Ops tf() {
    return tf;
  }

  /**
   * Runs an analyzer over the whole data.
   *
   * @param input a tensor [batch, ...], computed from raw features and results of other analyzers
   * @return its results: constants once they are known
   */
  public List<Operand<?>> analyze(Analyzer analyzer, Operand<?> input) {
    Output<?> output = input.asOutput();
    for (Call call : calls) {
      if (call.analyzer().equals(analyzer) && call.input().equals(output)) {
        return call.results();
      }
    }
    int index = calls.size();
    List<Value> values = index < known.size() ? known.get(index) : null;
    Ops scope = tf.withSubScope(analyzer.name());
    List<Operand<?>> results = new ArrayList<>();
    List<Analyzer.Output> outputs = analyzer.outputs(input);
    for (int i = 0; i < outputs.size(); i++) {
      Analyzer.Output result = outputs.get(i);
      results.add(
          values == null
              ? scope.placeholder(Dtypes.type(result.dtype()), Placeholder.shape(result.shape()))
              : values.get(i).constant(scope, result.dtype()));
    }
    calls.add(new Call(analyzer, output, List.copyOf(results), values != null));
    return List.copyOf(results);
  }

  /** The minimum of all values, in x's dtype; NaN if one is. */
  public <T extends TType> Operand<T> min(Operand<T> x) {
    return min(x, true);
  }

  /** The minimum; of each position if not {@code reduceInstanceDims}. */
  public <T extends TType> Operand<T> min(Operand<T> x, boolean reduceInstanceDims) {
    return cast(analyze(new MinMax(reduceInstanceDims), number(x)).get(0));
  }

  /** The maximum of all values, in x's dtype; NaN if one is. */
  public <T extends TType> Operand<T> max(Operand<T> x) {
    return max(x, true);
  }

  /** The maximum; of each position if not {@code reduceInstanceDims}. */
  public <T extends TType> Operand<T> max(Operand<T> x, boolean reduceInstanceDims) {
    return cast(analyze(new MinMax(reduceInstanceDims), number(x)).get(1));
  }

  /** The sum of all values: int64 of integers, float64 of float64, else float32. */
  public Operand<? extends TNumber> sum(Operand<?> x) {
    return sum(x, true);
  }

  /** The sum; of each position if not {@code reduceInstanceDims}. */
  public Operand<? extends TNumber> sum(Operand<?> x, boolean reduceInstanceDims) {
    return cast(analyze(new Sum(reduceInstanceDims), number(x)).get(0));
  }

  /** The number of values, of any dtype. */
  public Operand<TInt64> size(Operand<?> x) {
    return size(x, true);
  }

  /** The number of values; at each position if not {@code reduceInstanceDims}. */
  public Operand<TInt64> size(Operand<?> x, boolean reduceInstanceDims) {
    Operand<TInt64> ones = tf.fill(tf.shape(x), tf.constant(1L));
    Operand<TInt64> shaped = x.shape().isUnknown() ? ones : tf.ensureShape(ones, x.shape());
    return cast(analyze(new Sum(reduceInstanceDims), shaped).get(0));
  }

  /** The mean of all finite values: float32 of integers, else x's dtype. */
  public Operand<? extends TNumber> mean(Operand<?> x) {
    return mean(x, true);
  }

  /** The mean; of each position if not {@code reduceInstanceDims}. */
  public Operand<? extends TNumber> mean(Operand<?> x, boolean reduceInstanceDims) {
    return cast(analyze(new Moments(reduceInstanceDims), number(x)).get(0));
  }

  /** The biased variance of all finite values: float32 of integers, else x's dtype. */
  public Operand<? extends TNumber> var(Operand<?> x) {
    return var(x, true);
  }

  /** The biased variance; of each position if not {@code reduceInstanceDims}. */
  public Operand<? extends TNumber> var(Operand<?> x, boolean reduceInstanceDims) {
    return cast(analyze(new Moments(reduceInstanceDims), number(x)).get(1));
  }

  /** Scales to the range [0, 1], see {@link #scaleByMinMax(Operand, float, float, boolean)}. */
  public Operand<TFloat32> scaleTo01(Operand<?> x) {
    return scaleTo01(x, false);
  }

  /** Scales to the range [0, 1]; each position for itself if {@code elementwise}. */
  public Operand<TFloat32> scaleTo01(Operand<?> x, boolean elementwise) {
    return scaleByMinMax(x, 0, 1, elementwise);
  }

  /** Scales to a range, see {@link #scaleByMinMax(Operand, float, float, boolean)}. */
  public Operand<TFloat32> scaleByMinMax(Operand<?> x, float outputMin, float outputMax) {
    return scaleByMinMax(x, outputMin, outputMax, false);
  }

  /**
   * {@code (x - min) / (max - min)}, scaled to a range. Where min is not below max (a constant
   * column, or a NaN in it) it is sigmoid(x), scaled likewise.
   *
   * @param elementwise whether each position has a minimum and maximum of its own
   */
  public Operand<TFloat32> scaleByMinMax(
      Operand<?> x, float outputMin, float outputMax, boolean elementwise) {
    if (!(outputMin < outputMax)) {
      throw MillraceException.usage(
          "output_min: %s (expected: below output_max, %s)".formatted(outputMin, outputMax));
    }
    Operand<TFloat32> value = cast(number(x), TFloat32.class);
    Operand<TFloat32> min = min(value, !elementwise);
    Operand<TFloat32> max = max(value, !elementwise);
    Operand<TFloat32> fraction = tf.math.div(tf.math.sub(value, min), tf.math.sub(max, min));
    Operand<TFloat32> scaled = tf.select(tf.math.less(min, max), fraction, tf.math.sigmoid(value));
    return tf.math.add(
        tf.math.mul(scaled, tf.constant(outputMax - outputMin)), tf.constant(outputMin));
  }

  /** As {@link #scaleToZScore(Operand, boolean)}, over all values. */
  public Operand<? extends TNumber> scaleToZScore(Operand<?> x) {
    return scaleToZScore(x, false);
  }

  /**
   * {@code (x - mean) / sqrt(var)}; where the variance is 0 only {@code x - mean}. float32 of
   * integers, else x's dtype.
   *
   * @param elementwise whether each position has a mean and variance of its own
   */
  public Operand<? extends TNumber> scaleToZScore(Operand<?> x, boolean elementwise) {
    List<Operand<?>> moments = analyze(new Moments(!elementwise), number(x));
    return zScore(x, cast(moments.get(0)), cast(moments.get(1)));
  }

  private <T extends TNumber> Operand<T> zScore(Operand<?> x, Operand<T> mean, Operand<T> var) {
    Operand<T> numerator = tf.math.sub(cast(x, mean.type()), mean);
    Operand<T> deviation = tf.math.sqrt(var);
    Operand<TBool> varies = tf.math.notEqual(deviation, tf.zerosLike(deviation));
    return tf.select(varies, tf.math.div(numerator, deviation), numerator);
  }

  /** x in another dtype; x itself if it has it. Not for strings. */
  public <T extends TType> Operand<T> cast(Operand<?> x, Class<T> type) {
    if (Dtypes.of(x) == DataType.DT_STRING || type == TString.class) {
      throw found(x, "a number, or bool; strings become numbers by string_to_number");
    }
    return x.type() == type ? cast(x) : tf.dtypes.cast(x, type);
  }

  /** The decimal numbers that strings hold. */
  public <T extends TNumber> Operand<T> stringToNumber(Operand<?> x, Class<T> type) {
    return tf.strings.toNumber(string(x), type);
  }

  /**
   * The bytes of one string per example: uint8 [batch, bytes]. All strings of a batch must be of
   * one length.
   *
   * @param x string [batch] or [batch, 1]
   */
  public Operand<TUint8> decodeRaw(Operand<?> x) {
    return tf.io.decodeRaw(
        tf.reshape(string(single(x)), tf.constant(new int[] {-1})), TUint8.class);
  }

  /** Another shape of each example's value: [batch, ...exampleShape], where one size may be -1. */
  public <T extends TType> Operand<T> reshape(Operand<T> x, long... exampleShape) {
    long known = Shape.of(exampleShape).size();
    Shape from = x.shape();
    long values = from.isUnknown() || from.numDimensions() == 0 ? -1 : from.tail().size();
    if (values >= 0 && known >= 0 && values != known) {
      throw MillraceException.usage(
          "found %d values of shape %s (expected: %d for the shape %s)"
              .formatted(values, from.tail(), known, Shape.of(exampleShape)));
    }
    if (known >= 0) {
      return tf.reshape(x, tf.constant(Shape.of(exampleShape).prepend(-1).asArray()));
    }
    // The batch cannot be guessed too, so it is read from x.
    Operand<TInt64> batch =
        tf.slice(tf.shape(x, TInt64.class), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    Operand<T> reshaped =
        tf.reshape(x, tf.concat(List.of(batch, tf.constant(exampleShape)), tf.constant(0)));
    return tf.ensureShape(reshaped, inferred(values, exampleShape).prepend(Shape.UNKNOWN_SIZE));
  }

  private static Shape inferred(long values, long[] shape) {
    long[] sizes = shape.clone();
    long others = 1;
    int unknown = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) {
        unknown = i;
      } else {
        others *= sizes[i];
      }
    }
    if (values >= 0 && unknown >= 0 && others > 0) {
      if (values % others != 0) {
        throw MillraceException.usage(
            "found %d values (expected: a multiple of %d for the shape %s)"
                .formatted(values, others, Shape.of(shape)));
      }
      sizes[unknown] = values / others;
    }
    return Shape.of(sizes);
  }

  /**
   * 1 at the index that an integer names and 0 elsewhere; all 0 for an index outside.
   *
   * @param x integers [batch, ...]; a last size of 1 is dropped
   * @return float32 [batch, ..., depth]
   */
  public Operand<TFloat32> oneHot(Operand<?> x, int depth) {
    if (!Dtypes.isInteger(Dtypes.of(x))) {
      throw found(x, "an integer");
    }
    Operand<TInt64> indices = cast(x, TInt64.class);
    Shape shape = x.shape();
    int rank = shape.isUnknown() ? 0 : shape.numDimensions();
    if (rank > 1 && shape.get(rank - 1) == 1) {
      indices = tf.squeeze(indices, org.tensorflow.op.core.Squeeze.axis(List.of(-1L)));
    }
    Operand<TInt32> classes = tf.constant(depth);
    return tf.oneHot(indices, classes, tf.constant(1f), tf.constant(0f));
  }

  private static Operand<?> number(Operand<?> x) {
    if (!Dtypes.isNumber(Dtypes.of(x))) {
      throw found(x, "a number");
    }
    return x;
  }

  private static Operand<TString> string(Operand<?> x) {
    if (Dtypes.of(x) != DataType.DT_STRING) {
      throw found(x, "string");
    }
    return cast(x);
  }

  private static Operand<?> single(Operand<?> x) {
    Shape shape = x.shape();
    if (!shape.isUnknown() && shape.numDimensions() > 0 && shape.tail().size() > 1) {
      throw MillraceException.usage(
          "found the shape %s (expected: one value per example)".formatted(shape.tail()));
    }
    return x;
  }

  private static MillraceException found(Operand<?> x, String expected) {
    return MillraceException.usage(
        "found %s (expected: %s)".formatted(Dtypes.name(Dtypes.of(x)), expected));
  }

  // The dtype was checked, or is fixed by the op that made the tensor.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends TType> Operand<T> cast(Operand<?> x) {
    return (Operand<T>) x;
  }
}
