package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

/** Writes the rows of dense tensors as tf.Examples, values flattened row-major. Not thread-safe. */
final class ExampleEncoder {
  private final List<Column> columns;
  private final ExampleBuilder builder = new ExampleBuilder();

  /** Takes examples. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] example) throws IOException;
  }

  /** For features in the order of the tensors. */
  ExampleEncoder(List<TensorSpec> features) {
    columns = features.stream().map(Column::of).toList();
  }

  /** Writes one record per row of the batch. */
  void write(Result results, int examples, Sink sink) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).read(results.get(i), examples);
    }
    for (int row = 0; row < examples; row++) {
      builder.reset();
      for (Column column : columns) {
        column.put(row, builder);
      }
      sink.write(builder.toByteArray());
    }
  }

  /** One feature; keeps its arrays from batch to batch. */
  private abstract static class Column {
    final String name;
    final int width;

    Column(TensorSpec spec) {
      name = spec.name();
      width = Math.toIntExact(spec.exampleShape().size());
    }

    static Column of(TensorSpec spec) {
      if (spec.dtype() == DataType.DT_INT64) {
        return new Longs(spec);
      }
      return spec.dtype() == DataType.DT_FLOAT ? new Floats(spec) : new Strings(spec);
    }

    final void read(Tensor tensor, int examples) {
      if (tensor.shape().get(0) != examples) {
        throw MillraceException.usage(
            "feature '%s': found %d rows for a batch of %d examples (expected: one each)"
                .formatted(name, tensor.shape().get(0), examples));
      }
      copy(tensor, Math.multiplyExact(examples, width));
    }

    abstract void copy(Tensor tensor, int size);

    abstract void put(int row, ExampleBuilder builder);
  }

  private static final class Longs extends Column {
    private long[] all = new long[0];
    private final long[] one;

    Longs(TensorSpec spec) {
      super(spec);
      one = new long[width];
    }

    @Override
    void copy(Tensor tensor, int size) {
      all = all.length < size ? new long[size] : all;
      tensor.asRawTensor().data().asLongs().read(all, 0, size);
    }

    @Override
    void put(int row, ExampleBuilder builder) {
      System.arraycopy(all, row * width, one, 0, width);
      builder.putLongs(name, one);
    }
  }

  private static final class Floats extends Column {
    private float[] all = new float[0];
    private final float[] one;

    Floats(TensorSpec spec) {
      super(spec);
      one = new float[width];
    }

    @Override
    void copy(Tensor tensor, int size) {
      all = all.length < size ? new float[size] : all;
      tensor.asRawTensor().data().asFloats().read(all, 0, size);
    }

    @Override
    void put(int row, ExampleBuilder builder) {
      System.arraycopy(all, row * width, one, 0, width);
      builder.putFloats(name, one);
    }
  }

  private static final class Strings extends Column {
    private final List<byte[]> all = new ArrayList<>();

    Strings(TensorSpec spec) {
      super(spec);
    }

    @Override
    void copy(Tensor tensor, int size) {
      all.clear();
      NdArray<byte[]> values = ((TString) tensor).asBytes();
      values.scalars().forEach(value -> all.add(value.getObject()));
    }

    @Override
    void put(int row, ExampleBuilder builder) {
      builder.putBytesList(name, all.subList(row * width, (row + 1) * width));
    }
  }
}
