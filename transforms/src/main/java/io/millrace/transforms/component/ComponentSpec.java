package io.millrace.transforms.component;

import java.util.List;

/**
 * What a component takes and gives.
 *
 * @param type TFX's name, such as {@code StatisticsGen}; the command line and node names use {@code
 *     statistics-gen}
 * @param description one sentence for help texts
 */
public record ComponentSpec<O extends Record>(
    String type,
    String description,
    List<Channel> inputs,
    List<Channel> outputs,
    Class<O> options) {
  public ComponentSpec {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
