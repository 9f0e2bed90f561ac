package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import java.util.List;
import java.util.Optional;

/** Options of {@link SchemaGen}; the first three with TFX's names and defaults. */
public record SchemaGenOptions(
    @Doc("Gives a fixed shape to features that always have the same number of values.")
        @Default("true")
        boolean inferFeatureShape,
    @Doc("Most distinct values of a string feature that become its domain.") @Default("100")
        int maxStringDomainSize,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits,
    @Doc(
            "A schema that people look after: a schema.pbtxt, or the folder of one. The output is"
                + " this schema, unchanged; what the statistics would change is reported.")
        @PathOption
        Optional<String> curatedSchema,
    @Doc(
            "Where to write the schema as the statistics would have it, a .pbtxt file outside of the"
                + " artefact. Overwritten if it exists.")
        @PathOption
        Optional<String> proposal,
    @Doc("Rules beyond inference to suggest, with their evidence; they are reported, not applied.")
        @Default("[]")
        List<Suggestion.Kind> suggest) {
  /** TFX's defaults. */
  public static final SchemaGenOptions DEFAULTS = new SchemaGenOptions(true, 100, List.of());

  public SchemaGenOptions {
    if (maxStringDomainSize < 0) {
      throw MillraceException.usage(
          "max_string_domain_size: " + maxStringDomainSize + " (expected: >= 0)");
    }
    if (proposal.isPresent() && !proposal.get().endsWith(".pbtxt")) {
      throw MillraceException.usage(
          "proposal: '" + proposal.get() + "' (expected: a file that ends in .pbtxt)");
    }
    excludeSplits = List.copyOf(excludeSplits);
    suggest = List.copyOf(suggest);
  }

  /** TFX's options; no curated schema, no suggestions. */
  public SchemaGenOptions(
      boolean inferFeatureShape, int maxStringDomainSize, List<String> excludeSplits) {
    this(
        inferFeatureShape,
        maxStringDomainSize,
        excludeSplits,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
