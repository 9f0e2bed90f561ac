package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * One link of a chain in the option {@code features}: what a preprocessing function calls, as data.
 */
public sealed interface Mapper {
  /**
   * Adds the mapper to the graph.
   *
   * @throws MillraceException (usage) with what was found and what is expected
   */
  Operand<?> apply(TransformContext tft, Operand<?> x);

  /** The dtypes of {@code cast} and {@code string_to_number}. */
  enum NumberType {
    INT32(TInt32.class),
    INT64(TInt64.class),
    FLOAT32(TFloat32.class),
    FLOAT64(TFloat64.class);

    private final Class<? extends TNumber> type;

    NumberType(Class<? extends TNumber> type) {
      this.type = type;
    }
  }

  /** Begins the chain with a raw feature of another name. */
  @Name("from")
  @Doc("Begins the chain with a raw feature of another name.")
  record From(@Doc("The raw feature.") String feature) implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      throw MillraceException.usage("found it inside a chain (expected: at its beginning)");
    }
  }

  /** Changes nothing. */
  @Name("identity")
  @Doc("Changes nothing.")
  record Identity() implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return x;
    }
  }

  /** See {@link TransformContext#decodeRaw}. */
  @Name("decode_raw")
  @Doc("The bytes of a string as uint8 numbers.")
  record DecodeRaw() implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.decodeRaw(x);
    }
  }

  /** See {@link TransformContext#reshape}. */
  @Name("reshape")
  @Doc("Gives each example's value another shape.")
  record Reshape(@Doc("Sizes without the batch; one may be -1.") List<Integer> shape)
      implements Mapper {
    /** Checks the sizes. */
    public Reshape {
      shape = List.copyOf(shape);
      if (shape.stream().anyMatch(size -> size == 0 || size < -1)
          || shape.stream().filter(size -> size == -1).count() > 1) {
        throw MillraceException.usage(
            "shape: " + shape + " (expected: sizes of 1 or more, and -1 at most once)");
      }
    }

    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.reshape(x, shape.stream().mapToLong(Integer::longValue).toArray());
    }
  }

  /** See {@link TransformContext#cast}. */
  @Name("cast")
  @Doc("Another dtype.")
  record Cast(@Doc("The dtype.") NumberType dtype) implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.cast(x, dtype.type);
    }
  }

  /** See {@link TransformContext#stringToNumber}. */
  @Name("string_to_number")
  @Doc("The decimal number that a string holds.")
  record StringToNumber(@Doc("The dtype.") @Default("float32") NumberType dtype) implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.stringToNumber(x, dtype.type);
    }
  }

  /** See {@link TransformContext#oneHot}. */
  @Name("one_hot")
  @Doc("1 at the index that an integer names, 0 elsewhere.")
  record OneHot(@Doc("The number of classes.") int depth) implements Mapper {
    /** Checks the range. */
    public OneHot {
      if (depth < 1) {
        throw MillraceException.usage("depth: " + depth + " (expected: >= 1)");
      }
    }

    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.oneHot(x, depth);
    }
  }

  /** See {@link TransformContext#scaleTo01}. */
  @Name("scale_to_0_1")
  @Doc("Scales to the range 0 to 1 by the minimum and maximum of the analysed data.")
  record ScaleTo01(
      @Doc("Whether each position is scaled by its own.") @Default("false") boolean elementwise)
      implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.scaleTo01(x, elementwise);
    }
  }

  /** See {@link TransformContext#scaleByMinMax}. */
  @Name("scale_by_min_max")
  @Doc("Scales to a range by the minimum and maximum of the analysed data.")
  record ScaleByMinMax(
      @Doc("The range's lower end.") @Default("0.0") float outputMin,
      @Doc("The range's upper end.") @Default("1.0") float outputMax,
      @Doc("Whether each position is scaled by its own.") @Default("false") boolean elementwise)
      implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.scaleByMinMax(x, outputMin, outputMax, elementwise);
    }
  }

  /** See {@link TransformContext#scaleToZScore}. */
  @Name("scale_to_z_score")
  @Doc("Scales to mean 0 and variance 1 by those of the analysed data.")
  record ScaleToZScore(
      @Doc("Whether each position is scaled by its own.") @Default("false") boolean elementwise)
      implements Mapper {
    @Override
    public Operand<?> apply(TransformContext tft, Operand<?> x) {
      return tft.scaleToZScore(x, elementwise);
    }
  }
}
