package io.millrace.transforms.graph;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.graph.analyzers.Accumulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.tensorflow.metadata.v0.Schema;

/**
 * Preprocessing: computes the analyzers of a preprocessing function over the analysed splits, in as
 * few passes as their dependencies allow, publishes the graph and runs all splits through it.
 */
public final class Transform implements Component<TransformOptions> {
  private static final String EXAMPLES = "examples";
  private static final String SCHEMA = "schema";
  private static final String TRANSFORM_GRAPH = "transform_graph";
  private static final String TRANSFORMED_EXAMPLES = "transformed_examples";

  @Override
  public ComponentSpec<TransformOptions> spec() {
    return new ComponentSpec<>(
        "Transform",
        "Turns raw features into what a model is trained on, by one graph for training and serving.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The raw examples."),
            Channel.required(SCHEMA, ArtifactType.SCHEMA, "The schema of the raw examples.")),
        List.of(
            Channel.required(
                TRANSFORM_GRAPH, ArtifactType.TRANSFORM_GRAPH, "The preprocessing graph."),
            Channel.required(
                TRANSFORMED_EXAMPLES, ArtifactType.EXAMPLES, "The examples it has made.")),
        TransformOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<TransformOptions> context) throws Exception {
    Storage storage = context.storage();
    TransformOptions options = context.options();
    String schemaUri = context.input(SCHEMA).uri();
    Schema schema = SchemaFiles.read(storage, schemaUri);
    ExamplesArtifact examples = ExamplesArtifact.open(storage, context.input(EXAMPLES).uri());
    List<ExampleFile> analysed = new ArrayList<>();
    for (String split : options.analyzeSplits()) {
      analysed.addAll(examples.files(split));
    }
    Map<String, FeatureSpec> specs =
        FeatureSpec.of(schema, Storage.resolve(schemaUri, SchemaFiles.FILE_NAME));
    Tracer tracer =
        options
            .preprocessingFn()
            .map(name -> new Tracer(load(name), "preprocessing_fn " + name, specs))
            .orElseGet(() -> new Tracer(new MapperChains(options.features()), "features", specs));

    return TaskFailures.unwrapped(
        () -> {
          Phases.Resolved resolved =
              Phases.resolve(tracer, (trace, phase) -> analyse(context, trace, analysed, phase));
          TransformGraph graph = publish(context, resolved.trace(), schema);
          long records = materialise(context, graph, examples);
          return result(graph, examples, resolved.passes(), records);
        });
  }

  private static List<Accumulator> analyse(
      ComponentContext<TransformOptions> context, Trace trace, List<ExampleFile> files, int phase) {
    long records = ExampleFile.records(files);
    AnalysisPass.Seen seen = new AnalysisPass.Seen(List.of(), 0);
    try (Progress.Stage stage =
        context.progress().stage("analysis, phase " + phase, records, "records")) {
      if (!files.isEmpty()) {
        seen =
            AnalysisPass.run(
                JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
                context.storage(),
                trace,
                files,
                context.options().batchSize(),
                stage.taskCounter());
      }
    }
    if (seen.records() == 0) {
      throw MillraceException.data(
          "%s: found no record in the analysed splits %s (expected: one or more); analyse another split with analyze_splits"
              .formatted(context.input(EXAMPLES).uri(), context.options().analyzeSplits()));
    }
    return seen.accumulators();
  }

  private static TransformGraph publish(
      ComponentContext<TransformOptions> context, Trace trace, Schema schema) throws IOException {
    Storage storage = context.storage();
    String uri = context.output(TRANSFORM_GRAPH);
    TransformGraph graph = TransformGraph.of(trace);
    graph.write(storage, uri);
    SchemaFiles.write(storage, Storage.resolve(uri, TransformGraph.RAW_METADATA), schema);
    SchemaFiles.write(
        storage,
        Storage.resolve(uri, TransformGraph.TRANSFORMED_METADATA),
        TransformedSchema.of(graph.outputs().values()));
    return graph;
  }

  private static long materialise(
      ComponentContext<TransformOptions> context, TransformGraph graph, ExamplesArtifact examples)
      throws IOException {
    try (Progress.Stage stage =
        context.progress().stage("transforming", examples.records(), "records")) {
      return Materialization.run(
          JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
          context.storage(),
          graph,
          examples,
          new Materialization.Target(
              context.output(TRANSFORMED_EXAMPLES),
              context.options().batchSize(),
              stage.taskCounter()));
    }
  }

  private static ComponentResult result(
      TransformGraph graph, ExamplesArtifact examples, int phases, long records) {
    Map<String, TensorSpec> outputs = graph.outputs();
    List<List<Object>> rows = new ArrayList<>();
    outputs
        .values()
        .forEach(
            spec ->
                rows.add(
                    List.of(
                        spec.name(), Dtypes.name(spec.dtype()), spec.exampleShape().toString())));
    return ComponentResult.builder(records, records)
        .headline(
            "%d transformed feature%s, %d full pass%s, graph %.12s"
                .formatted(
                    outputs.size(),
                    outputs.size() == 1 ? "" : "s",
                    phases,
                    phases == 1 ? "" : "es",
                    graph.digest()))
        .property(TRANSFORMED_EXAMPLES, "split_names", ArtifactLayout.splitNames(examples.splits()))
        .table("Transformed features", List.of("feature", "dtype", "shape"), rows)
        .build();
  }

  private static PreprocessingFn load(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? Transform.class.getClassLoader() : context;
    try {
      Object made = Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
      if (made instanceof PreprocessingFn function) {
        return function;
      }
      throw MillraceException.usage(
          "preprocessing_fn: found %s, which does not implement %s"
              .formatted(name, PreprocessingFn.class.getName()));
    } catch (ClassNotFoundException e) {
      throw MillraceException.usage(
          "preprocessing_fn: found no class %s on the class path (expected: it, in a jar passed with --jars)"
              .formatted(name));
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw MillraceException.usage(
          "preprocessing_fn: %s cannot be made: %s (expected: a public class with a public constructor without arguments)"
              .formatted(name, cause));
    }
  }
}
