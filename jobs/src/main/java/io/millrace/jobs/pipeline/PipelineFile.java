package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.ConfigNode;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import java.util.Map;
import java.util.Optional;

/** A pipeline file as it is written; {@link PipelineReader} makes a {@link Pipeline} of it. */
@Doc("A Millrace pipeline.")
record PipelineFile(
    @Doc("The name of the pipeline, kept in the metadata.") String name,
    @Doc("The folder or URI of all artefacts; a relative one starts at the folder of this file.")
        @PathOption
        String root,
    @Doc("Settings of Spark, such as spark.executor.memory.") @Default("{}")
        Map<String, String> spark,
    @Doc("The nodes by name, such as example-gen.") Map<String, NodeFile> components) {
  /** One node as it is written. */
  @Doc("A component with its inputs and options.")
  record NodeFile(
      @Doc("The type, such as ExampleGen; may be left out where the node's name says it.")
          Optional<String> component,
      @Doc("Where each input channel comes from: a node, or node.channel.") @Default("{}")
          Map<String, String> inputs,
      @Doc("The options of the component.") Optional<ConfigNode> options) {}
}
