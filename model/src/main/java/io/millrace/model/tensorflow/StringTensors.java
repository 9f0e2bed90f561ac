package io.millrace.model.tensorflow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** String tensors from Java values. */
public final class StringTensors {
  private StringTensors() {}

  /** A vector of byte strings; the caller closes it. */
  public static TString vector(List<byte[]> values) {
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(values.toArray(new byte[0][])));
  }

  /** A constant vector of strings, also of none. */
  public static Operand<TString> constant(Ops tf, List<String> values) {
    if (values.isEmpty()) {
      try (TString tensor = TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0)))) {
        return tf.constantOf(tensor);
      }
    }
    try (TString tensor =
        vector(values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList())) {
      return tf.constantOf(tensor);
    }
  }
}
