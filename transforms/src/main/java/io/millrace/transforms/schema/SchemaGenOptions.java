package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;

/** Options of {@link SchemaGen}, with TFX's names and defaults. */
public record SchemaGenOptions(
    @Doc("Gives a fixed shape to features that always have the same number of values.")
        @Default("true")
        boolean inferFeatureShape,
    @Doc("Most distinct values of a string feature that become its domain.") @Default("100")
        int maxStringDomainSize,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits) {
  /** TFX's defaults. */
  public static final SchemaGenOptions DEFAULTS = new SchemaGenOptions(true, 100, List.of());

  public SchemaGenOptions {
    if (maxStringDomainSize < 0) {
      throw MillraceException.usage(
          "max_string_domain_size: " + maxStringDomainSize + " (expected: >= 0)");
    }
    excludeSplits = List.copyOf(excludeSplits);
  }
}
