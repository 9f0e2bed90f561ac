package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Names, classes and families of dtypes. */
public final class Dtypes {
  /** The dtypes that a tf.Example holds. */
  public static final List<DataType> STORED =
      List.of(DataType.DT_INT64, DataType.DT_FLOAT, DataType.DT_STRING);

  private static final Set<DataType> INTEGERS =
      Set.of(DataType.DT_UINT8, DataType.DT_UINT16, DataType.DT_INT32, DataType.DT_INT64);
  private static final Set<DataType> FLOATS =
      Set.of(DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_FLOAT, DataType.DT_DOUBLE);

  private Dtypes() {}

  /** The name that Python's TensorFlow gives it: {@code float32}, {@code string}. */
  public static String name(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      case DT_HALF -> "float16";
      default -> dtype.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    };
  }

  public static boolean isInteger(DataType dtype) {
    return INTEGERS.contains(dtype);
  }

  public static boolean isFloat(DataType dtype) {
    return FLOATS.contains(dtype);
  }

  public static boolean isNumber(DataType dtype) {
    return isInteger(dtype) || isFloat(dtype);
  }

  public static DataType of(Operand<?> tensor) {
    return tensor.asOutput().dataType();
  }

  public static Class<? extends TType> type(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> TFloat32.class;
      case DT_DOUBLE -> TFloat64.class;
      case DT_HALF -> TFloat16.class;
      case DT_BFLOAT16 -> TBfloat16.class;
      case DT_UINT8 -> TUint8.class;
      case DT_UINT16 -> TUint16.class;
      case DT_INT32 -> TInt32.class;
      case DT_INT64 -> TInt64.class;
      case DT_BOOL -> TBool.class;
      case DT_STRING -> TString.class;
      default ->
          throw MillraceException.internal("Unknown dtype " + name(dtype) + " in a graph", null);
    };
  }

  /** A constant of shape [0]. */
  public static Operand<?> emptyVector(Ops tf, DataType dtype) {
    return switch (dtype) {
      case DT_INT64 -> tf.constant(new long[0]);
      case DT_FLOAT -> tf.constant(new float[0]);
      case DT_STRING -> {
        try (TString empty = TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0)))) {
          yield tf.constantOf(empty);
        }
      }
      default -> throw MillraceException.internal("No feature has the dtype " + name(dtype), null);
    };
  }
}
