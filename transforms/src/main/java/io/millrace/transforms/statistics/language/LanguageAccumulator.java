package io.millrace.transforms.statistics.language;

import com.google.protobuf.Any;
import io.millrace.transforms.statistics.accumulator.StringAccumulator;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.generator.FeatureStatsAccumulator;
import io.millrace.transforms.statistics.generator.Histograms;
import io.millrace.transforms.statistics.generator.Values;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;
import org.tensorflow.metadata.v0.RankHistogram;

/** What {@link LanguageStatistics} counts of one feature. */
final class LanguageAccumulator implements FeatureStatsAccumulator {
  private final LanguageStatistics settings;
  private final LanguageRules rules;
  private final Vocabulary vocabulary;

  private final Map<String, TokenCounts> strings = new LinkedHashMap<>();
  private final Map<Long, TokenCounts> numbers = new LinkedHashMap<>();
  private final LeastSequences leastCoverage = new LeastSequences();
  private final LeastSequences shortestTokens = new LeastSequences();
  private FrequentItems tokens = new FrequentItems(FrequentItems.DEFAULT_LIMIT);
  private NumberDistribution tokenLengths = new NumberDistribution(true, false);
  private NumberDistribution sequenceLengths = new NumberDistribution(true, false);
  private boolean isOfOtherType;
  private long sequences;
  private long known;
  private long counted;
  private long characters;
  private long leastLength = Long.MAX_VALUE;
  private long mostLength = Long.MIN_VALUE;

  LanguageAccumulator(LanguageStatistics settings, LanguageRules rules, Vocabulary vocabulary) {
    this.settings = settings;
    this.rules = rules;
    this.vocabulary = vocabulary;
    rules.strings().forEach(s -> strings.put(s, new TokenCounts(settings.positionBuckets())));
    rules.numbers().forEach(n -> numbers.put(n, new TokenCounts(settings.positionBuckets())));
  }

  @Override
  public void add(Column column, Rows rows) {
    if (column.kind() != ValueKind.INT && column.kind() != ValueKind.BYTES) {
      isOfOtherType = true;
      return;
    }
    Values.forEachList(
        column,
        rows,
        (start, end) -> {
          sequences++;
          if (end > start) {
            add(Sequence.of(column, start, end, vocabulary));
          }
        });
  }

  private void add(Sequence sequence) {
    int length = sequence.length();
    count(sequence.strings(), strings);
    count(sequence.numbers(), numbers);
    report(sequence);
    long measured =
        length
            - matches(sequence.numbers(), rules.unmeasuredNumbers())
            - matches(sequence.strings(), rules.unmeasuredStrings());
    sequenceLengths.addLong(measured);
    leastLength = Math.min(leastLength, measured);
    mostLength = Math.max(mostLength, measured);
    for (int i = 0; i < length; i++) {
      Long number = sequence.numbers() == null ? null : sequence.numbers()[i];
      String token = sequence.strings() == null ? null : sequence.strings()[i];
      boolean isExcluded =
          number != null && rules.excludedNumbers().contains(number)
              || token != null && rules.excludedStrings().contains(token);
      if (!isExcluded) {
        counted++;
        if (token != null && !rules.unknownStrings().contains(token)) {
          addKnown(token);
        }
      }
    }
  }

  private static <T> void count(T[] tokens, Map<T, TokenCounts> counts) {
    if (tokens == null || counts.isEmpty()) {
      return;
    }
    for (int i = 0; i < tokens.length; i++) {
      TokenCounts token = tokens[i] == null ? null : counts.get(tokens[i]);
      if (token != null) {
        token.add(i, tokens.length);
      }
    }
    counts.values().forEach(TokenCounts::endSequence);
  }

  private static <T> long matches(T[] tokens, Set<T> wanted) {
    long found = 0;
    for (int i = 0; tokens != null && !wanted.isEmpty() && i < tokens.length; i++) {
      found += tokens[i] != null && wanted.contains(tokens[i]) ? 1 : 0;
    }
    return found;
  }

  private void report(Sequence sequence) {
    long found = 0;
    long sum = 0;
    for (int i = 0; sequence.strings() != null && i < sequence.length(); i++) {
      String token = sequence.strings()[i];
      if (token != null && !rules.unknownStrings().contains(token)) {
        found++;
        sum += token.codePointCount(0, token.length());
      }
    }
    double coverage = (double) found / sequence.length();
    double mean = found == 0 ? 0 : (double) sum / found;
    if (leastCoverage.mayKeep(coverage) || shortestTokens.mayKeep(mean)) {
      String text = sequence.text();
      leastCoverage.add(coverage, text);
      shortestTokens.add(mean, text);
    }
  }

  private void addKnown(String token) {
    int length = token.codePointCount(0, token.length());
    known++;
    characters += length;
    tokenLengths.addLong(length);
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > StringAccumulator.MAX_KEPT_BYTES) {
      bytes = StringAccumulator.LARGE_LABEL.getBytes(StandardCharsets.UTF_8);
    }
    tokens.add(bytes, 0, bytes.length, Hashes.hash(bytes, 0, bytes.length), 1);
  }

  @Override
  public void merge(FeatureStatsAccumulator other) {
    LanguageAccumulator added = (LanguageAccumulator) other;
    strings.forEach((token, counts) -> counts.merge(added.strings.get(token)));
    numbers.forEach((token, counts) -> counts.merge(added.numbers.get(token)));
    leastCoverage.merge(added.leastCoverage);
    shortestTokens.merge(added.shortestTokens);
    tokens.merge(added.tokens);
    tokenLengths.merge(added.tokenLengths);
    sequenceLengths.merge(added.sequenceLengths);
    isOfOtherType |= added.isOfOtherType;
    sequences += added.sequences;
    known += added.known;
    counted += added.counted;
    characters += added.characters;
    leastLength = Math.min(leastLength, added.leastLength);
    mostLength = Math.max(mostLength, added.mostLength);
  }

  @Override
  public void write(StateOutput out) {
    strings.values().forEach(counts -> counts.write(out));
    numbers.values().forEach(counts -> counts.write(out));
    leastCoverage.write(out);
    shortestTokens.write(out);
    tokens.write(out);
    tokenLengths.write(out);
    sequenceLengths.write(out);
    out.writeBoolean(isOfOtherType);
    out.writeVarint(sequences);
    out.writeVarint(known);
    out.writeVarint(counted);
    out.writeVarint(characters);
    out.writeLong(leastLength);
    out.writeLong(mostLength);
  }

  @Override
  public void read(StateInput in) {
    strings.replaceAll((token, counts) -> TokenCounts.read(in));
    numbers.replaceAll((token, counts) -> TokenCounts.read(in));
    leastCoverage.read(in);
    shortestTokens.read(in);
    tokens = FrequentItems.read(in);
    tokenLengths = NumberDistribution.read(in);
    sequenceLengths = NumberDistribution.read(in);
    isOfOtherType = in.readBoolean();
    sequences = in.readVarint();
    known = in.readVarint();
    counted = in.readVarint();
    characters = in.readVarint();
    leastLength = in.readLong();
    mostLength = in.readLong();
  }

  @Override
  public void addTo(FeatureNameStatistics.Builder feature) {
    if (isOfOtherType) {
      return;
    }
    NaturalLanguageStatistics.Builder message = NaturalLanguageStatistics.newBuilder();
    if (counted > 0) {
      message.setFeatureCoverage((double) known / counted);
    }
    if (known > 0) {
      message.setAvgTokenLength((double) characters / known);
      message.setTokenLengthHistogram(
          Histograms.quantiles(tokenLengths.ranked(), settings.quantileBuckets()));
      message.setRankHistogram(ranks());
    }
    if (leastLength <= mostLength) {
      message.setMinSequenceLength(leastLength);
      message.setMaxSequenceLength(mostLength);
      message.setSequenceLengthHistogram(
          Histograms.quantiles(sequenceLengths.ranked(), settings.quantileBuckets()));
    }
    strings.forEach(
        (token, counts) -> {
          if (counts.isCounted()) {
            counts.addTo(message.addTokenStatisticsBuilder().setStringToken(token), sequences);
          }
        });
    numbers.forEach(
        (token, counts) -> {
          if (counts.isCounted()) {
            counts.addTo(message.addTokenStatisticsBuilder().setIntToken(token), sequences);
          }
        });
    message
        .addAllReportedSequences(leastCoverage.texts())
        .addAllReportedSequences(shortestTokens.texts());
    feature.addCustomStats(
        CustomStatistic.newBuilder()
            .setName(LanguageStatistics.STATISTIC)
            .setAny(Any.pack(message.build())));
    if (!tokens.isExact()) {
      feature.addCustomStats(
          CustomStatistic.newBuilder()
              .setName(LanguageStatistics.FREQUENCY_ERROR)
              .setNum(tokens.offset()));
    }
  }

  /** Among equals the smaller token first, as TFDV here, and unlike top values. */
  private RankHistogram ranks() {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    List<FrequentItems.Entry> entries = new ArrayList<>(tokens.entries());
    entries.sort(
        Comparator.comparingDouble((FrequentItems.Entry e) -> -e.weight())
            .thenComparing(FrequentItems.Entry::value, Arrays::compareUnsigned));
    for (int i = 0; i < Math.min(entries.size(), settings.rankBuckets()); i++) {
      ranks.addBuckets(
          RankHistogram.Bucket.newBuilder()
              .setLowRank(i)
              .setHighRank(i)
              .setLabel(new String(entries.get(i).value(), StandardCharsets.UTF_8))
              .setSampleCount(entries.get(i).weight()));
    }
    return ranks.build();
  }
}
