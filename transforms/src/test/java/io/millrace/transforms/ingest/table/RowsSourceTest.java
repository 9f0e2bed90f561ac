package io.millrace.transforms.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.ingest.format.CustomFormat;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RowsSourceTest {
  record Options(InputFormat format) {}

  private static InputFormat format(String yaml) {
    return OptionsBinder.bind(
            Options.class, YamlReader.read("format: " + yaml, "pipeline.yaml", "."))
        .format();
  }

  private static CustomSource custom(String yaml) {
    return new CustomSource((CustomFormat) format(yaml));
  }

  @Test
  void aClassOfTheUsersGivesRows() throws IOException {
    CustomSource source =
        custom(
            "{custom: {class: io.millrace.transforms.ingest.table.TripsSource, input: Blue Cab,"
                + " options: {trips: 3}, where: trip < 2}}");
    assertThat(source.readsFiles()).isFalse();
    List<Example> found = SourceReading.read(source).examples();
    assertThat(found).hasSize(2);
    assertThat(found.get(0).longs("trip")).containsExactly(0);
    assertThat(found.get(0).kind("company")).isEqualTo(FeatureKind.NONE);
    assertThat(found.get(1).bytes("company").get(0)).asString(UTF_8).isEqualTo("Blue Cab");
  }

  @Test
  void wrongClassesAreExplained() {
    refused(
        "{custom: {class: com.example.None}}",
        "class: com.example.None: no such class (expected: it on the class path); add its jar by"
            + " --jars");
    refused(
        "{custom: {class: java.lang.String}}",
        "class: java.lang.String: found another kind of class (expected: one that implements"
            + " io.millrace.transforms.ingest.table.RowSource)");
    refused(
        "{custom: {class: io.millrace.transforms.ingest.table.TripsSource}}",
        "io.millrace.transforms.ingest.table.TripsSource: NumberFormatException: Cannot parse null"
            + " string");
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> SourceReading.prepare(custom(yaml)))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anyConnectorOfSparkIsRead() throws IOException {
    SparkSource range =
        new SparkSource((SparkFormat) format("{spark: {table: trips_of_the_test}}"));
    SparkTestSession.get().range(0, 5, 1, 2).createOrReplaceTempView("trips_of_the_test");
    assertThat(SourceReading.read(range).examples().stream().map(e -> e.longs("id")[0]))
        .containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThatThrownBy(() -> format("{spark: {options: {a: b}}}"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("format: found neither it nor a table");
    SparkSource none =
        new SparkSource((SparkFormat) format("{spark: {format: no-such-connector}}"));
    assertThatThrownBy(() -> SourceReading.prepare(none))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no-such-connector");
  }

  @Test
  void aQueryThatAsksForASpanNeedsOne() {
    assertThat(JdbcSource.spanned("SELECT '@spanner'", OptionalLong.empty()))
        .isEqualTo("SELECT '@spanner'");
    assertThatThrownBy(() -> JdbcSource.spanned("SELECT @span", OptionalLong.empty()))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "query: found @span (expected: a span to put there); give a span, or take it out");
  }
}
