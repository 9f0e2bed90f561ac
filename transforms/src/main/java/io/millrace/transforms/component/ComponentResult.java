package io.millrace.transforms.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a component has done.
 *
 * @param recordsIn records read, or -1 where the word has no meaning
 * @param recordsOut records written, or -1
 * @param headline one line for the summary, such as {@code BLESSED: accuracy 0.871 (expected: >=
 *     0.84)}
 * @param failure set if the component ran to its end and its verdict stops the pipeline
 *     (anomalies); its outputs are published all the same
 * @param skipped why there was nothing to do: nothing is published, components that need an output
 *     are skipped, too, and the run has not failed
 * @param properties by output channel, the properties to record with the artefact: strings, longs
 *     or doubles
 * @param tables shown in the summary and printed as JSON
 */
public record ComponentResult(
    long recordsIn,
    long recordsOut,
    String headline,
    Optional<String> failure,
    Optional<String> skipped,
    Map<String, Map<String, Object>> properties,
    List<Table> tables) {
  public ComponentResult {
    tables = List.copyOf(tables);
  }

  /**
   * A table of the summary. Cells are strings, longs, doubles or booleans; each row has as many as
   * there are columns.
   */
  public record Table(String title, List<String> columns, List<List<Object>> rows) {}

  /** There was nothing to do, for a reason such as {@code nothing new}. */
  public static ComponentResult skipped(String reason) {
    return new ComponentResult(
        -1, -1, "", Optional.empty(), Optional.of(reason), Map.of(), List.of());
  }

  /** A builder with the two counts. */
  public static Builder builder(long recordsIn, long recordsOut) {
    return new Builder(recordsIn, recordsOut);
  }

  /** Collects a result; not thread-safe. */
  public static final class Builder {
    private final long recordsIn;
    private final long recordsOut;
    private String headline = "";
    private Optional<String> failure = Optional.empty();
    private final Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();

    private Builder(long recordsIn, long recordsOut) {
      this.recordsIn = recordsIn;
      this.recordsOut = recordsOut;
    }

    /** Sets the line for the summary. */
    public Builder headline(String text) {
      headline = text;
      return this;
    }

    /** Stops the pipeline with this reason once the outputs are published. */
    public Builder failure(String reason) {
      failure = Optional.of(reason);
      return this;
    }

    /** Records a property with the artefact of an output channel. */
    public Builder property(String channel, String key, Object value) {
      properties.computeIfAbsent(channel, c -> new LinkedHashMap<>()).put(key, value);
      return this;
    }

    /** Adds a table to the summary. */
    public Builder table(String title, List<String> columns, List<List<Object>> rows) {
      tables.add(new Table(title, columns, rows));
      return this;
    }

    /** The result. */
    public ComponentResult build() {
      return new ComponentResult(
          recordsIn, recordsOut, headline, failure, Optional.empty(), properties, tables);
    }
  }
}
