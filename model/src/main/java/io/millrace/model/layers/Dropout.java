package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;

/**
 * In training only: sets a random share of the values to 0 and scales the others by {@code 1 / (1 -
 * rate)}, so that the mean stays.
 */
@Doc("Sets a random share of the values to 0 in training.")
public record Dropout(@Doc("Share of the values, from 0 to below 1.") double rate)
    implements Layer {
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw MillraceException.usage("rate: " + rate + " (expected: >= 0 and < 1)");
    }
  }

  @Override
  public DataShape output(DataShape input) {
    return input;
  }
}
