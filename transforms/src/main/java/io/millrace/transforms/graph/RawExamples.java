package io.millrace.transforms.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TString;

/** Parses serialized tf.Examples in a graph. */
public final class RawExamples {
  private RawExamples() {}

  /**
   * Adds {@code ParseExampleV2} for features of fixed length. A feature that an example lacks, or
   * has with another type or number of values, fails the batch when it runs.
   *
   * @param serialized string [batch]
   * @param features name, dtype and shape are used; at least one
   * @return the tensors by feature name, in the order given, each of shape [batch, ...]
   */
  public static Map<String, Operand<?>> parse(
      Ops tf, Operand<TString> serialized, Collection<TensorSpec> features) {
    List<String> names = new ArrayList<>();
    List<Operand<?>> required = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (TensorSpec feature : features) {
      names.add(feature.name());
      // An empty default means that there is none.
      required.add(Dtypes.emptyVector(tf, feature.dtype()));
      shapes.add(feature.exampleShape());
    }
    ParseExample parsed =
        tf.io.parseExample(
            serialized,
            strings(tf, List.of()),
            strings(tf, List.of()),
            strings(tf, names),
            strings(tf, List.of()),
            required,
            0L,
            List.of(),
            List.of(),
            List.of(),
            shapes);
    Map<String, Operand<?>> tensors = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      tensors.put(names.get(i), parsed.denseValues().get(i));
    }
    return tensors;
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    // vectorOfObjects refuses an empty vector.
    try (TString tensor =
        values.isEmpty()
            ? TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0)))
            : TString.tensorOf(NdArrays.vectorOfObjects(values.toArray(new String[0])))) {
      return tf.constantOf(tensor);
    }
  }
}
