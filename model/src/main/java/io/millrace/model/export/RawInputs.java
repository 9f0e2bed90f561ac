package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.model.layers.DataShape;
import io.millrace.model.tensorflow.StringTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** The two ways raw features come into a model: parsed from examples, or made from pixels. */
final class RawInputs {
  /** Facts about an image that ExampleGen writes beside its pixels. */
  private static final Set<String> DIMENSIONS = Set.of("height", "width", "channels");

  private final Ops tf;
  private final Map<String, TensorInfo> features;

  /**
   * @param features the raw features to give, as the transform's signature describes them
   */
  RawInputs(Ops tf, Map<String, TensorInfo> features) {
    this.tf = tf;
    this.features = features;
  }

  /**
   * Parses the features out of serialized examples; others need not be there.
   *
   * @param examples [batch] strings
   * @return the transform's input tensors to the tensors that stand in for them
   */
  Map<String, String> parsed(Operand<TString> examples) {
    List<String> sparseKeys = new ArrayList<>();
    List<Class<? extends TType>> sparseTypes = new ArrayList<>();
    List<String> denseKeys = new ArrayList<>();
    List<Operand<?>> defaults = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    features.forEach(
        (name, info) -> {
          if (info.hasCooSparse()) {
            sparseKeys.add(name);
            sparseTypes.add(type(name, info));
          } else {
            denseKeys.add(name);
            defaults.add(empty(type(name, info)));
            shapes.add(exampleShape(name, info.getTensorShape()));
          }
        });
    ParseExample parse =
        ParseExample.create(
            tf.scope(),
            examples,
            StringTensors.constant(tf, List.of()),
            StringTensors.constant(tf, sparseKeys),
            StringTensors.constant(tf, denseKeys),
            StringTensors.constant(tf, List.of()),
            defaults,
            (long) sparseKeys.size(),
            sparseTypes,
            List.of(),
            List.of(),
            shapes);
    Map<String, String> tensors = new LinkedHashMap<>();
    for (int i = 0; i < denseKeys.size(); i++) {
      put(tensors, features.get(denseKeys.get(i)).getName(), parse.denseValues().get(i));
    }
    for (int i = 0; i < sparseKeys.size(); i++) {
      TensorInfo.CooSparse sparse = features.get(sparseKeys.get(i)).getCooSparse();
      put(tensors, sparse.getIndicesTensorName(), parse.sparseIndices().get(i));
      put(tensors, sparse.getValuesTensorName(), parse.sparseValues().get(i));
      put(tensors, sparse.getDenseShapeTensorName(), parse.sparseShapes().get(i));
    }
    return tensors;
  }

  /**
   * Whether pixels alone give all features: one byte string, and nothing else but height, width and
   * channels.
   */
  boolean fromPixels() {
    long strings =
        features.values().stream()
            .filter(info -> !info.hasCooSparse() && info.getDtype() == DataType.DT_STRING)
            .count();
    return strings == 1
        && features.entrySet().stream()
            .filter(e -> e.getValue().getDtype() != DataType.DT_STRING)
            .allMatch(
                e ->
                    DIMENSIONS.contains(e.getKey())
                        && !e.getValue().hasCooSparse()
                        && e.getValue().getDtype() == DataType.DT_INT64);
  }

  /**
   * Makes the features from pixels. The preprocessing takes byte strings, and TensorFlow has no
   * operation from numbers to bytes, so each pixel picks its byte from a table of 256 strings.
   *
   * @param image [batch, height, width, channels]
   * @param shape of one image
   */
  Map<String, String> pixels(Placeholder<TUint8> image, DataShape shape) {
    Operand<TInt32> flat =
        tf.reshape(tf.dtypes.cast(image, TInt32.class), tf.constant(new int[] {-1, shape.size()}));
    Operand<TString> bytes = tf.gather(table(), flat, tf.constant(0));
    Operand<TString> joined = tf.strings.reduceJoin(bytes, tf.constant(new int[] {1}));
    Operand<TInt32> batch =
        tf.reshape(
            tf.slice(tf.shape(image), tf.constant(new int[] {0}), tf.constant(new int[] {1})),
            tf.constant(new int[] {1}));
    Map<String, Integer> dimensions =
        Map.of("height", shape.dim(0), "width", shape.dim(1), "channels", shape.dim(2));
    Map<String, String> tensors = new LinkedHashMap<>();
    features.forEach(
        (name, info) -> {
          int[] dims = new int[info.getTensorShape().getDimCount()];
          java.util.Arrays.fill(dims, 1);
          dims[0] = -1;
          Operand<?> value;
          if (info.getDtype() == DataType.DT_STRING) {
            value = tf.reshape(joined, tf.constant(dims));
          } else {
            Operand<TInt64> filled = tf.fill(batch, tf.constant((long) dimensions.get(name)));
            value = tf.reshape(filled, tf.constant(dims));
          }
          put(tensors, info.getName(), value);
        });
    return tensors;
  }

  private Operand<TString> table() {
    List<byte[]> bytes = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      bytes.add(new byte[] {(byte) value});
    }
    try (TString table = StringTensors.vector(bytes)) {
      return tf.constantOf(table);
    }
  }

  private static void put(Map<String, String> tensors, String name, Operand<?> value) {
    tensors.put(name, value.op().name() + ":" + value.asOutput().index());
  }

  private static Shape exampleShape(String name, TensorShapeProto shape) {
    long[] dims = shape.getDimList().stream().skip(1).mapToLong(d -> d.getSize()).toArray();
    for (long dim : dims) {
      if (dim < 0) {
        throw MillraceException.data(
            "raw feature '" + name + "' has an unknown size in its shape (expected: fixed sizes)");
      }
    }
    return Shape.of(dims);
  }

  /** No default: the feature must be there. */
  private Operand<?> empty(Class<? extends TType> type) {
    if (type == TString.class) {
      return StringTensors.constant(tf, List.of());
    }
    return type == TInt64.class ? tf.constant(new long[0]) : tf.constant(new float[0]);
  }

  private static Class<? extends TType> type(String name, TensorInfo info) {
    return Optional.<Class<? extends TType>>ofNullable(
            switch (info.getDtype()) {
              case DT_STRING -> TString.class;
              case DT_INT64 -> TInt64.class;
              case DT_FLOAT -> TFloat32.class;
              default -> null;
            })
        .orElseThrow(
            () ->
                MillraceException.data(
                    "raw feature '"
                        + name
                        + "' has the type "
                        + info.getDtype()
                        + " (expected: DT_STRING, DT_INT64 or DT_FLOAT, what examples hold)"));
  }
}
