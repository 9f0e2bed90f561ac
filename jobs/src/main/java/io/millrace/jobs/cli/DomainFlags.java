package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.metadata.v0.AudioDomain;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.ContentChunkDomain;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Feature.DomainInfoCase;
import org.tensorflow.metadata.v0.ImageDomain;
import org.tensorflow.metadata.v0.MIDDomain;
import org.tensorflow.metadata.v0.NaturalLanguageDomain;
import org.tensorflow.metadata.v0.TimeDomain;
import org.tensorflow.metadata.v0.TimeOfDayDomain;
import org.tensorflow.metadata.v0.URLDomain;
import org.tensorflow.metadata.v0.VideoDomain;
import picocli.CommandLine.Option;

/**
 * What values mean. A feature has one domain: a flag of another one than it has is refused, unless
 * {@code --no-domain} or {@code --domain} takes its place.
 */
final class DomainFlags {
  /** Domains without a flag that would make them. */
  enum Kind {
    BOOL,
    NATURAL_LANGUAGE,
    IMAGE,
    URL,
    MID,
    AUDIO,
    VIDEO,
    CONTENT_CHUNK
  }

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "A domain that stands in the schema on its own and that features share.")
  private Optional<String> shared = Optional.empty();

  @Option(
      names = "--domain-kind",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES}: a domain in place of the one there is.")
  private Optional<Kind> kind = Optional.empty();

  @Option(names = "--true-value", paramLabel = "TEXT", description = "The string for true.")
  private Optional<String> trueValue = Optional.empty();

  @Option(names = "--false-value", paramLabel = "TEXT", description = "The string for false.")
  private Optional<String> falseValue = Optional.empty();

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      description = "Of strptime, such as %%Y-%%m-%%d, or UNIX_SECONDS, UNIX_DAYS...")
  private Optional<String> timeFormat = Optional.empty();

  @Option(
      names = "--time-of-day-format",
      paramLabel = "FORMAT",
      description = "Of strptime, such as %%H:%%M, or PACKED_64_NANOS.")
  private Optional<String> timeOfDayFormat = Optional.empty();

  @Option(
      names = "--min-image-fraction",
      paramLabel = "X",
      description = "The least share of values that are images.")
  private Optional<Float> imageFraction = Optional.empty();

  @Option(names = "--max-image-bytes", paramLabel = "N", description = "Of one image.")
  private Optional<Long> imageBytes = Optional.empty();

  @Option(
      names = "--vocabulary",
      paramLabel = "NAME",
      description = "Of natural language: the vocabulary that tokens are of.")
  private Optional<String> vocabulary = Optional.empty();

  @Option(
      names = "--min-coverage",
      paramLabel = "X",
      description = "The least share of tokens that the vocabulary has.")
  private Optional<Float> coverage = Optional.empty();

  @Option(
      names = "--min-token-length",
      paramLabel = "X",
      description = "The least mean length of tokens.")
  private Optional<Float> tokenLength = Optional.empty();

  @Option(
      names = "--min-sequence-length",
      paramLabel = "N",
      description = "Tokens in a value, at least.")
  private Optional<Long> minSequence = Optional.empty();

  @Option(
      names = "--max-sequence-length",
      paramLabel = "N",
      description = "Tokens in a value, at most.")
  private Optional<Long> maxSequence = Optional.empty();

  @Option(
      names = "--embedding-dim",
      paramLabel = "N",
      description = "Of floats that are an embedding: its size.")
  private Optional<Long> embedding = Optional.empty();

  void apply(Feature.Builder feature) {
    shared.ifPresent(name -> feature.clearDomainInfo().setDomain(name));
    kind.ifPresent(k -> set(feature, k));
    trueValue.ifPresent(
        v -> in(feature, DomainInfoCase.BOOL_DOMAIN).getBoolDomainBuilder().setTrueValue(v));
    falseValue.ifPresent(
        v -> in(feature, DomainInfoCase.BOOL_DOMAIN).getBoolDomainBuilder().setFalseValue(v));
    timeFormat.ifPresent(f -> setTime(in(feature, DomainInfoCase.TIME_DOMAIN), f));
    timeOfDayFormat.ifPresent(f -> setTimeOfDay(in(feature, DomainInfoCase.TIME_OF_DAY_DOMAIN), f));
    imageFraction.ifPresent(
        x ->
            in(feature, DomainInfoCase.IMAGE_DOMAIN)
                .getImageDomainBuilder()
                .setMinimumSupportedImageFraction(share("--min-image-fraction", x)));
    imageBytes.ifPresent(
        n ->
            in(feature, DomainInfoCase.IMAGE_DOMAIN)
                .getImageDomainBuilder()
                .setMaxImageByteSize(n));
    embedding.ifPresent(
        n ->
            in(feature, DomainInfoCase.FLOAT_DOMAIN)
                .getFloatDomainBuilder()
                .setIsEmbedding(true)
                .setEmbeddingDim(n));
    setLanguage(feature);
  }

  private void setLanguage(Feature.Builder feature) {
    SchemaSetDatasetCommand.checkOrder(
        "--min-sequence-length", minSequence, "--max-sequence-length", maxSequence);
    vocabulary.ifPresent(v -> language(feature).setVocabulary(v));
    coverage.ifPresent(
        x -> language(feature).getCoverageBuilder().setMinCoverage(share("--min-coverage", x)));
    tokenLength.ifPresent(x -> language(feature).getCoverageBuilder().setMinAvgTokenLength(x));
    minSequence.ifPresent(
        n -> language(feature).getSequenceLengthConstraintsBuilder().setMinSequenceLength(n));
    maxSequence.ifPresent(
        n -> language(feature).getSequenceLengthConstraintsBuilder().setMaxSequenceLength(n));
  }

  private static NaturalLanguageDomain.Builder language(Feature.Builder feature) {
    return in(feature, DomainInfoCase.NATURAL_LANGUAGE_DOMAIN).getNaturalLanguageDomainBuilder();
  }

  private static void set(Feature.Builder feature, Kind kind) {
    switch (kind) {
      case BOOL -> feature.setBoolDomain(BoolDomain.getDefaultInstance());
      case NATURAL_LANGUAGE ->
          feature.setNaturalLanguageDomain(NaturalLanguageDomain.getDefaultInstance());
      case IMAGE -> feature.setImageDomain(ImageDomain.getDefaultInstance());
      case URL -> feature.setUrlDomain(URLDomain.getDefaultInstance());
      case MID -> feature.setMidDomain(MIDDomain.getDefaultInstance());
      case AUDIO -> feature.setAudioDomain(AudioDomain.getDefaultInstance());
      case VIDEO -> feature.setVideoDomain(VideoDomain.getDefaultInstance());
      case CONTENT_CHUNK -> feature.setContentChunkDomain(ContentChunkDomain.getDefaultInstance());
    }
  }

  private static void setTime(Feature.Builder feature, String format) {
    TimeDomain.Builder domain = feature.getTimeDomainBuilder();
    Arrays.stream(TimeDomain.IntegerTimeFormat.values())
        .filter(f -> f.name().equals(format))
        .findFirst()
        .ifPresentOrElse(domain::setIntegerFormat, () -> domain.setStringFormat(format));
  }

  private static void setTimeOfDay(Feature.Builder feature, String format) {
    TimeOfDayDomain.Builder domain = feature.getTimeOfDayDomainBuilder();
    Arrays.stream(TimeOfDayDomain.IntegerTimeOfDayFormat.values())
        .filter(f -> f.name().equals(format))
        .findFirst()
        .ifPresentOrElse(domain::setIntegerFormat, () -> domain.setStringFormat(format));
  }

  /** The feature, if it has this domain or none: another would be lost without a word. */
  private static Feature.Builder in(Feature.Builder feature, DomainInfoCase wanted) {
    DomainInfoCase found = feature.getDomainInfoCase();
    if (found != wanted && found != DomainInfoCase.DOMAININFO_NOT_SET) {
      throw MillraceException.usage(
          "feature '"
              + feature.getName()
              + "' has "
              + found
              + " (expected: "
              + wanted
              + "; take the other out with --no-domain)");
    }
    return feature;
  }

  private static float share(String flag, float value) {
    if (!(value >= 0 && value <= 1)) {
      throw MillraceException.usage(flag + " " + value + " (expected: 0 to 1)");
    }
    return value;
  }
}
