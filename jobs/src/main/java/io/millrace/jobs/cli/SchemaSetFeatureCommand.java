package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.SchemaEdit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.HistogramSelection;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.ValueCount;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a feature has to be like. */
@Command(
    name = "feature",
    description = {
      "Set what a feature has to be like. Only what is given changes.",
      "A feature in a struct is named by its path, such as trip.company."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema set feature company --min-fraction 0.9 --add-value 'Blue Cab'",
      "  millrace schema set feature fare --min 0 --max 500 --disallow-nan",
      "  millrace schema set feature embedding --shape 16",
      "  millrace schema set feature label --not-in-environment SERVING",
      "  millrace schema set feature payment --drift-infinity-norm 0.05 --min-domain-mass 0.99",
      "  millrace schema set feature old --stage DEPRECATED",
      "  millrace schema set feature tags --values-per-level 1..1,0..5",
      "  millrace schema set feature day --no-domain --time-format %%Y-%%m-%%d",
      "  millrace schema set feature photo --domain-kind IMAGE --max-image-bytes 1000000",
      "  millrace schema set feature fare --drift-jensen-shannon 0.1 --drift-source QUANTILES",
      "  millrace schema set feature fare --unset float_domain.max --merge 'annotation { tag: \"money\" }'"
    })
final class SchemaSetFeatureCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "FEATURE", description = "Its name, or its path in a struct.")
  private String feature;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The schema; default: schema.pbtxt in the working directory.",
      order = 1)
  private String path = "schema.pbtxt";

  /** How often it stands, and how many values it has. */
  static final class Presence {
    @Option(names = "--type", paramLabel = "TYPE", description = "BYTES, INT, FLOAT or STRUCT.")
    private Optional<FeatureType> type = Optional.empty();

    @Option(names = "--stage", paramLabel = "STAGE", description = "${COMPLETION-CANDIDATES}.")
    private Optional<LifecycleStage> stage = Optional.empty();

    @Option(
        names = "--min-fraction",
        paramLabel = "X",
        description = "The least share of examples that has it.")
    private Optional<Double> minFraction = Optional.empty();

    @Option(
        names = "--min-count",
        paramLabel = "N",
        description = "The least number of examples that has it.")
    private Optional<Long> minCount = Optional.empty();

    @Option(names = "--min-values", paramLabel = "N", description = "Values in each, at least.")
    private Optional<Long> minValues = Optional.empty();

    @Option(names = "--max-values", paramLabel = "N", description = "Values in each, at most.")
    private Optional<Long> maxValues = Optional.empty();

    @Option(
        names = "--values-per-level",
        paramLabel = "N..N,N..N",
        description = {
          "Values of each level of nested lists, the outermost first; either bound may lack.",
          "'none' clears."
        })
    private Optional<String> valuesPerLevel = Optional.empty();

    @Option(
        names = "--required-in-group",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "true|false",
        description = "Of a feature in a struct: has to stand wherever the struct does.")
    private Optional<Boolean> requiredInGroup = Optional.empty();

    @Option(
        names = "--shape",
        paramLabel = "N,N",
        description = "The sizes of a fixed shape; 'scalar' for one value, 'none' for no shape.")
    private Optional<String> shape = Optional.empty();

    @Option(
        names = "--in-environment",
        paramLabel = "NAME",
        split = ",",
        description = "Environments that it belongs to; 'none' clears.")
    private List<String> inEnvironment = new ArrayList<>();

    @Option(
        names = "--not-in-environment",
        paramLabel = "NAME",
        split = ",",
        description = "Environments that it does not belong to; 'none' clears.")
    private List<String> notInEnvironment = new ArrayList<>();
  }

  /** What its values are. */
  static final class Values {
    @Option(names = "--min", paramLabel = "X", description = "The least number.")
    private Optional<String> min = Optional.empty();

    @Option(names = "--max", paramLabel = "X", description = "The greatest number.")
    private Optional<String> max = Optional.empty();

    @Option(
        names = "--disallow-nan",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "true|false",
        description = "No NaN.")
    private Optional<Boolean> disallowNan = Optional.empty();

    @Option(
        names = "--disallow-inf",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "true|false",
        description = "No infinity.")
    private Optional<Boolean> disallowInf = Optional.empty();

    @Option(
        names = "--categorical",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "true|false",
        description = "Values that stand for categories.")
    private Optional<Boolean> categorical = Optional.empty();

    @Option(names = "--add-value", paramLabel = "TEXT", description = "A string of the domain.")
    private List<String> addValues = new ArrayList<>();

    @Option(names = "--remove-value", paramLabel = "TEXT", description = "No string of the domain.")
    private List<String> removeValues = new ArrayList<>();

    @Option(
        names = "--min-domain-mass",
        paramLabel = "X",
        description = "The least share of values that is of the domain.")
    private Optional<Double> minDomainMass = Optional.empty();

    @Option(names = "--no-domain", description = "First take out the domain.")
    private boolean noDomain;

    @Option(names = "--min-unique", paramLabel = "N", description = "Distinct values, at least.")
    private Optional<Long> minUnique = Optional.empty();

    @Option(names = "--max-unique", paramLabel = "N", description = "Distinct values, at most.")
    private Optional<Long> maxUnique = Optional.empty();
  }

  /** The histograms that divergences of numbers are taken of. */
  private static HistogramSelection source(HistogramSelection.Type type) {
    return HistogramSelection.newBuilder().setType(type).build();
  }

  /** How far its values may be from those of other datasets. */
  static final class Comparators {
    @Option(
        names = "--drift-infinity-norm",
        paramLabel = "X",
        description = "Against the last span.")
    private Optional<Double> driftInfinity = Optional.empty();

    @Option(names = "--drift-jensen-shannon", paramLabel = "X", description = "The same.")
    private Optional<Double> driftJensenShannon = Optional.empty();

    @Option(
        names = "--drift-normalized-abs-difference",
        paramLabel = "X",
        description = "The same.")
    private Optional<Double> driftDifference = Optional.empty();

    @Option(
        names = "--drift-source",
        paramLabel = "HISTOGRAM",
        description = "Of numbers, for Jensen-Shannon: DEFAULT, QUANTILES or STANDARD.")
    private Optional<HistogramSelection.Type> driftSource = Optional.empty();

    @Option(names = "--skew-source", paramLabel = "HISTOGRAM", description = "The same.")
    private Optional<HistogramSelection.Type> skewSource = Optional.empty();

    @Option(names = "--skew-infinity-norm", paramLabel = "X", description = "Against serving.")
    private Optional<Double> skewInfinity = Optional.empty();

    @Option(names = "--skew-jensen-shannon", paramLabel = "X", description = "The same.")
    private Optional<Double> skewJensenShannon = Optional.empty();

    @Option(names = "--skew-normalized-abs-difference", paramLabel = "X", description = "The same.")
    private Optional<Double> skewDifference = Optional.empty();
  }

  @ArgGroup(exclusive = false, heading = "%nPresence:%n", order = 2)
  private Presence presence = new Presence();

  @ArgGroup(exclusive = false, heading = "%nValues:%n", order = 3)
  private Values values = new Values();

  @ArgGroup(exclusive = false, heading = "%nMeaning of values:%n", order = 4)
  private DomainFlags domains = new DomainFlags();

  @ArgGroup(exclusive = false, heading = "%nDistance to other datasets:%n", order = 5)
  private Comparators comparators = new Comparators();

  @ArgGroup(exclusive = false, heading = "%nAny field of schema.proto:%n", order = 6)
  private FieldEdits fields = new FieldEdits();

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaSetFeatureCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema before = desk.schema(path);
    SchemaEdit edit = SchemaEdit.of(before);
    Feature.Builder builder = edit.feature(feature);
    fields.unset(builder);
    setPresence(builder);
    setLengths(builder);
    setEnvironments(edit, builder);
    if (values.noDomain) {
      builder.clearDomainInfo();
    }
    domains.apply(builder);
    setRange(builder);
    setStrings(edit);
    setCategorical(edit, builder);
    setDistribution(builder);
    setComparators(builder);
    fields.merge(builder);
    return SchemaSetDatasetCommand.finish(desk, path, before, edit.schema());
  }

  private void setPresence(Feature.Builder builder) {
    presence.type.ifPresent(builder::setType);
    presence.stage.ifPresent(builder::setLifecycleStage);
    presence.requiredInGroup.ifPresent(b -> builder.getGroupPresenceBuilder().setRequired(b));
    presence.minFraction.ifPresent(
        x -> builder.getPresenceBuilder().setMinFraction(share("--min-fraction", x)));
    presence.minCount.ifPresent(n -> builder.getPresenceBuilder().setMinCount(n));
  }

  private void setLengths(Feature.Builder builder) {
    SchemaSetDatasetCommand.checkOrder(
        "--min-values", presence.minValues, "--max-values", presence.maxValues);
    if (presence.shape.isPresent()) {
      builder.clearShapeType();
      String text = presence.shape.get();
      if (!text.equals("none")) {
        FixedShape.Builder shape = builder.getShapeBuilder();
        if (!text.equals("scalar")) {
          for (String size : text.split(",", -1)) {
            shape.addDimBuilder().setSize(whole("--shape", size));
          }
        }
      }
    }
    presence.valuesPerLevel.ifPresent(text -> setLevels(builder, text));
    if (presence.minValues.isPresent() || presence.maxValues.isPresent()) {
      if (builder.hasValueCounts()) {
        throw MillraceException.usage(
            "feature '"
                + feature
                + "' has value counts for each level of lists (expected: --values-per-level)");
      }
      presence.minValues.ifPresent(n -> builder.getValueCountBuilder().setMin(n));
      presence.maxValues.ifPresent(n -> builder.getValueCountBuilder().setMax(n));
    }
  }

  private static void setLevels(Feature.Builder builder, String text) {
    builder.clearShapeType();
    if (text.equals("none")) {
      return;
    }
    for (String level : text.split(",", -1)) {
      String[] bounds = level.split("\\.\\.", -1);
      if (bounds.length > 2) {
        throw MillraceException.usage(
            "--values-per-level " + text + ": " + level + " (expected: N..N, N.., ..N or N)");
      }
      String last = bounds[bounds.length - 1];
      Optional<Long> least = bound(bounds[0]);
      Optional<Long> most = bound(last);
      SchemaSetDatasetCommand.checkOrder("--values-per-level: minimum", least, "maximum", most);
      ValueCount.Builder count = builder.getValueCountsBuilder().addValueCountBuilder();
      least.ifPresent(count::setMin);
      most.ifPresent(count::setMax);
    }
  }

  private static Optional<Long> bound(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(whole("--values-per-level", text));
  }

  private void setEnvironments(SchemaEdit edit, Feature.Builder builder) {
    if (!presence.inEnvironment.isEmpty()) {
      builder.clearInEnvironment().addAllInEnvironment(named(edit, presence.inEnvironment));
    }
    if (!presence.notInEnvironment.isEmpty()) {
      builder
          .clearNotInEnvironment()
          .addAllNotInEnvironment(named(edit, presence.notInEnvironment));
    }
  }

  private static List<String> named(SchemaEdit edit, List<String> names) {
    if (names.equals(List.of("none"))) {
      return List.of();
    }
    List<String> known = edit.top().getDefaultEnvironmentList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw MillraceException.usage(
            "environment '"
                + name
                + "' (expected: of default_environment "
                + known
                + "; add it with: schema set dataset --default-environment)");
      }
    }
    return names;
  }

  private void setRange(Feature.Builder builder) {
    boolean floats =
        builder.hasFloatDomain()
            || (builder.getType() == FeatureType.FLOAT && !builder.hasIntDomain());
    if (values.min.isPresent() || values.max.isPresent()) {
      if (builder.getType() == FeatureType.BYTES && !floats && !builder.hasIntDomain()) {
        throw MillraceException.usage(
            "--min, --max: feature '" + feature + "' holds strings (expected: numbers)");
      }
      Optional<Double> least = values.min.map(x -> number("--min", x));
      Optional<Double> most = values.max.map(x -> number("--max", x));
      SchemaSetDatasetCommand.checkOrder("--min", least, "--max", most);
    }
    if (floats) {
      values.min.ifPresent(x -> builder.getFloatDomainBuilder().setMin((float) number("--min", x)));
      values.max.ifPresent(x -> builder.getFloatDomainBuilder().setMax((float) number("--max", x)));
    } else {
      values.min.ifPresent(x -> builder.getIntDomainBuilder().setMin(whole("--min", x)));
      values.max.ifPresent(x -> builder.getIntDomainBuilder().setMax(whole("--max", x)));
    }
    values.disallowNan.ifPresent(b -> builder.getFloatDomainBuilder().setDisallowNan(b));
    values.disallowInf.ifPresent(b -> builder.getFloatDomainBuilder().setDisallowInf(b));
  }

  private void setStrings(SchemaEdit edit) {
    if (values.addValues.isEmpty() && values.removeValues.isEmpty()) {
      return;
    }
    StringDomain.Builder domain = edit.stringDomain(feature);
    Set<String> strings = new LinkedHashSet<>(domain.getValueList());
    for (String value : values.removeValues) {
      if (!strings.remove(value)) {
        throw MillraceException.usage(
            "--remove-value " + value + ": the domain of '" + feature + "' has no such value");
      }
    }
    strings.addAll(values.addValues);
    domain.clearValue().addAllValue(strings);
  }

  private void setCategorical(SchemaEdit edit, Feature.Builder builder) {
    if (values.categorical.isEmpty()) {
      return;
    }
    boolean yes = values.categorical.get();
    switch (builder.getType()) {
      case INT -> builder.getIntDomainBuilder().setIsCategorical(yes);
      case FLOAT -> builder.getFloatDomainBuilder().setIsCategorical(yes);
      default ->
          edit.stringDomain(feature)
              .setIsCategorical(
                  yes
                      ? StringDomain.Categorical.CATEGORICAL_YES
                      : StringDomain.Categorical.CATEGORICAL_NO);
    }
  }

  private void setDistribution(Feature.Builder builder) {
    values.minDomainMass.ifPresent(
        x ->
            builder
                .getDistributionConstraintsBuilder()
                .setMinDomainMass(share("--min-domain-mass", x)));
    SchemaSetDatasetCommand.checkOrder(
        "--min-unique", values.minUnique, "--max-unique", values.maxUnique);
    values.minUnique.ifPresent(n -> builder.getUniqueConstraintsBuilder().setMin(n));
    values.maxUnique.ifPresent(n -> builder.getUniqueConstraintsBuilder().setMax(n));
  }

  private void setComparators(Feature.Builder builder) {
    Comparators c = comparators;
    c.driftInfinity.ifPresent(
        x -> builder.getDriftComparatorBuilder().getInfinityNormBuilder().setThreshold(x));
    c.driftJensenShannon.ifPresent(
        x ->
            builder
                .getDriftComparatorBuilder()
                .getJensenShannonDivergenceBuilder()
                .setThreshold(x));
    c.driftDifference.ifPresent(
        x ->
            builder
                .getDriftComparatorBuilder()
                .getNormalizedAbsDifferenceBuilder()
                .setThreshold(x));
    c.driftSource.ifPresent(
        type ->
            builder
                .getDriftComparatorBuilder()
                .getJensenShannonDivergenceBuilder()
                .setSource(source(type)));
    c.skewSource.ifPresent(
        type ->
            builder
                .getSkewComparatorBuilder()
                .getJensenShannonDivergenceBuilder()
                .setSource(source(type)));
    c.skewInfinity.ifPresent(
        x -> builder.getSkewComparatorBuilder().getInfinityNormBuilder().setThreshold(x));
    c.skewJensenShannon.ifPresent(
        x ->
            builder.getSkewComparatorBuilder().getJensenShannonDivergenceBuilder().setThreshold(x));
    c.skewDifference.ifPresent(
        x ->
            builder.getSkewComparatorBuilder().getNormalizedAbsDifferenceBuilder().setThreshold(x));
  }

  private static double share(String flag, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw MillraceException.usage(flag + " " + value + " (expected: 0 to 1)");
    }
    return value;
  }

  private static double number(String flag, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw MillraceException.usage(flag + " " + text + " (expected: a number)");
    }
  }

  private static long whole(String flag, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw MillraceException.usage(flag + " " + text + " (expected: a whole number)");
    }
  }
}
