package io.millrace.transforms.graph;

import io.millrace.records.Compression;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordReader;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.graph.analyzers.Accumulator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Applies a preprocessing function to examples in memory, without Spark. */
final class LocalRun {
  private final Map<String, FeatureSpec> specs = new LinkedHashMap<>();
  private final List<byte[]> examples = new ArrayList<>();
  private int batchSize = 1000;
  private int passes;

  LocalRun feature(String name, DataType dtype, long... shape) {
    specs.put(name, new FeatureSpec.FixedLen(name, dtype, Shape.of(shape)));
    return this;
  }

  LocalRun varLen(String name, DataType dtype) {
    specs.put(name, new FeatureSpec.VarLen(name, dtype));
    return this;
  }

  LocalRun example(Consumer<ExampleBuilder> features) {
    ExampleBuilder builder = new ExampleBuilder();
    features.accept(builder);
    examples.add(builder.toByteArray());
    return this;
  }

  LocalRun floats(String name, float... values) {
    feature(name, DataType.DT_FLOAT);
    for (float value : values) {
      example(e -> e.putFloats(name, value));
    }
    return this;
  }

  LocalRun batchSize(int size) {
    batchSize = size;
    return this;
  }

  int passes() {
    return passes;
  }

  TransformGraph graph(PreprocessingFn function) throws Exception {
    Tracer tracer = new Tracer(function, "preprocessing", specs);
    Phases.Resolved resolved = Phases.resolve(tracer, (trace, phase) -> pass(trace));
    passes = resolved.passes();
    return TransformGraph.of(resolved.trace());
  }

  private List<Accumulator> pass(Trace trace) {
    List<String> tensors = trace.ready().stream().flatMap(r -> r.partials().stream()).toList();
    BatchGraph graph = BatchGraph.of(trace.graph(), trace.dense(), tensors, "analyzer");
    // Two accumulators that take turns, so that merging is tested too.
    List<List<Accumulator>> halves = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      halves.add(trace.ready().stream().map(r -> r.analyzer().accumulator()).toList());
    }
    try (BatchSession session = BatchSession.open(graph)) {
      int turn = 0;
      for (int from = 0; from < examples.size(); from += batchSize) {
        int to = Math.min(examples.size(), from + batchSize);
        try (Result results = session.run(examples.subList(from, to))) {
          int at = 0;
          for (int i = 0; i < trace.ready().size(); i++) {
            List<Tensor> partials = new ArrayList<>();
            for (int k = 0; k < trace.ready().get(i).partials().size(); k++) {
              partials.add(results.get(at++));
            }
            halves.get(turn).get(i).add(partials);
          }
        }
        turn = 1 - turn;
      }
    }
    for (int i = 0; i < trace.ready().size(); i++) {
      halves.get(0).get(i).merge(halves.get(1).get(i));
    }
    return halves.get(0);
  }

  List<Example> run(PreprocessingFn function) throws Exception {
    TransformGraph transform = graph(function);
    List<TensorSpec> outputs = List.copyOf(transform.outputs().values());
    BatchGraph graph =
        BatchGraph.of(
            transform.graphDef(),
            transform.inputs(),
            outputs.stream().map(TensorSpec::tensor).toList(),
            "features");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExampleEncoder encoder = new ExampleEncoder(outputs);
    try (TfRecordWriter writer = TfRecordWriter.create(bytes, Compression.NONE);
        BatchSession session = BatchSession.open(graph)) {
      for (int from = 0; from < examples.size(); from += batchSize) {
        int to = Math.min(examples.size(), from + batchSize);
        try (Result results = session.run(examples.subList(from, to))) {
          encoder.write(results, to - from, writer::write);
        }
      }
    }
    return read(bytes.toByteArray());
  }

  private static List<Example> read(byte[] bytes) throws IOException {
    List<Example> read = new ArrayList<>();
    try (TfRecordReader reader =
        TfRecordReader.open(new ByteArrayInputStream(bytes), "in memory")) {
      while (reader.next()) {
        read.add(Example.parse(reader.record()));
      }
    }
    return read;
  }

  /** The values of a float feature, all examples one after another. */
  float[] floats(PreprocessingFn function, String name) throws Exception {
    List<Float> values = new ArrayList<>();
    for (Example example : run(function)) {
      for (float value : example.floats(name)) {
        values.add(value);
      }
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
