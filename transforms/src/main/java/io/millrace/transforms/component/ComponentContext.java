package io.millrace.transforms.component;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What a running component may use. Lives on the driver only; tasks get {@link #storage()}, option
 * records and counters, never this object.
 *
 * @param inputs by channel name
 * @param outputs by channel name: the URI of a staged, existing, empty folder
 * @param earlier what earlier runs of this component have published
 */
public record ComponentContext<O extends Record>(
    SparkSession spark,
    Storage storage,
    O options,
    Map<String, InputArtifact> inputs,
    Map<String, String> outputs,
    Progress progress,
    EarlierOutputs earlier) {
  public ComponentContext {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
  }

  /** Of a component that runs alone, whose earlier outputs are not known. */
  public ComponentContext(
      SparkSession spark,
      Storage storage,
      O options,
      Map<String, InputArtifact> inputs,
      Map<String, String> outputs,
      Progress progress) {
    this(spark, storage, options, inputs, outputs, progress, EarlierOutputs.UNKNOWN);
  }

  /** The artefact of a required input channel. */
  public InputArtifact input(String channel) {
    return optionalInput(channel)
        .orElseThrow(
            () ->
                MillraceException.usage(
                    "Input '"
                        + channel
                        + "' is missing; wire it in the pipeline file or pass --"
                        + channel.replace('_', '-')));
  }

  /** The artefact of an input channel that may be left out. */
  public Optional<InputArtifact> optionalInput(String channel) {
    return Optional.ofNullable(inputs.get(channel));
  }

  /** The staged folder of an output channel. */
  public String output(String channel) {
    String uri = outputs.get(channel);
    if (uri == null) {
      throw MillraceException.internal("No output channel '" + channel + "'", null);
    }
    return uri;
  }
}
