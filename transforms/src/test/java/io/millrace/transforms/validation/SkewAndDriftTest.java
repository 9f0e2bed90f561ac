package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.TextFormat;
import io.millrace.transforms.schema.SchemaUpdate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.Schema;

class SkewAndDriftTest {
  private static final String ALL =
      "{ infinity_norm { threshold: 0.01 } jensen_shannon_divergence { threshold: 0.001 }"
          + " normalized_abs_difference { threshold: 0.001 } }";

  static List<DriftCases.Case> cases() {
    return DriftCases.all();
  }

  /** For interop/test_drift.py, which asks TFDV about the same. */
  @ParameterizedTest
  @MethodSource("cases")
  void casesAreLeftForTheComparisonWithTfdv(DriftCases.Case example) throws Exception {
    Path folder = Path.of("target/interop/drift", example.name());
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("schema.pbtxt"),
        TextFormat.printer().printToString(example.schema()),
        StandardCharsets.UTF_8);
    write(folder, "current", Optional.of(example.current()));
    write(folder, "serving", example.controls().serving());
    write(folder, "previous", example.controls().previousSpan());
    write(folder, "version", example.controls().previousVersion());
    Anomalies found = validate(example.schema(), example.current(), example.controls());
    Files.write(folder.resolve("anomalies.pb"), found.toByteArray());
    assertThat(found.getDataMissing()).isEqualTo(example.current().getNumExamples() == 0);
  }

  @Test
  void skewOfTheBookHasItsFiguresAndWords() {
    Schema schema =
        DriftCases.schema(
            "feature { name: 'company' type: BYTES skew_comparator { infinity_norm { threshold:"
                + " 0.01 } } drift_comparator { infinity_norm { threshold: 0.01 } } }");
    DatasetFeatureStatistics train =
        DriftCases.dataset(
            DriftCases.strings(
                "company", "Experian", 4828752, "Equifax", 2585624, "Other", 2585624));
    DatasetFeatureStatistics other =
        DriftCases.dataset(
            DriftCases.strings(
                "company", "Experian", 4658000, "Equifax", 2671000, "Other", 2671000));
    Anomalies found =
        validate(
            schema, train, new Controls(Optional.of(other), Optional.of(other), Optional.empty()));
    assertThat(found.getAnomalyInfoMap().get("company").getReasonList())
        .extracting(AnomalyInfo.Reason::getShortDescription)
        .containsExactly(
            "High Linfty distance between current and previous",
            "High Linfty distance between training and serving");
    assertThat(found.getDriftSkewInfo(0).getSkewMeasurements(0).getValue())
        .isCloseTo(0.0170752, within(1e-12));
    assertThat(found.getAnomalyInfoMap().get("company").getReason(1).getDescription())
        .isEqualTo(
            "The Linfty distance between training and serving is 0.0170752 (up to six significant"
                + " digits), above the threshold 0.01. The feature value with maximum difference"
                + " is: Experian");
  }

  @Test
  void weightsCountOnlyIfBothSidesHaveThem() {
    Schema schema =
        DriftCases.schema("feature { name: 'a' type: BYTES skew_comparator " + ALL + "}");
    DatasetFeatureStatistics weighted = DriftCases.weighted("a", "x", 6, 1, "y", 4, 9);
    DatasetFeatureStatistics plain = DriftCases.dataset(DriftCases.strings("a", "x", 5, "y", 5));
    Anomalies found =
        validate(
            schema, weighted, new Controls(Optional.of(plain), Optional.empty(), Optional.empty()));
    assertThat(found.getDriftSkewInfo(0).getSkewMeasurements(0).getValue())
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void versionsOfASpanAreComparedByTheDriftComparator() {
    Schema schema =
        DriftCases.schema("feature { name: 'a' type: BYTES drift_comparator " + ALL + "}");
    DatasetFeatureStatistics now = DriftCases.dataset(DriftCases.strings("a", "x", 6, "y", 4));
    DatasetFeatureStatistics before = DriftCases.dataset(DriftCases.strings("a", "x", 5, "y", 5));
    Anomalies found =
        validate(
            schema, now, new Controls(Optional.empty(), Optional.empty(), Optional.of(before)));
    assertThat(found.getDriftSkewInfo(0).getDriftMeasurementsList())
        .extracting(Measurement::getType)
        .containsExactly(
            Measurement.Type.L_INFTY,
            Measurement.Type.NORMALIZED_ABSOLUTE_DIFFERENCE,
            Measurement.Type.JENSEN_SHANNON_DIVERGENCE);
    assertThat(found.getAnomalyInfoMap().get("a").getReason(0).getShortDescription())
        .isEqualTo("High Linfty distance between current and previous version");
  }

  @Test
  void anAnomalyWhoseSeverityIsOverriddenKeepsTheHighestOfItsReasons() {
    Schema schema =
        DriftCases.schema(
            "feature { name: 'a' type: BYTES presence { min_count: 20 } skew_comparator {"
                + " infinity_norm { threshold: 0.01 } } }");
    DatasetFeatureStatistics now = DriftCases.dataset(DriftCases.strings("a", "x", 6, "y", 4));
    DatasetFeatureStatistics other = DriftCases.dataset(DriftCases.strings("a", "x", 5, "y", 5));
    Controls controls = new Controls(Optional.of(other), Optional.empty(), Optional.empty());
    SeverityOverride presence =
        override(Optional.of("FEATURE_TYPE_LOW_NUMBER_PRESENT"), Optional.empty(), "WARNING");
    SeverityOverride distance =
        override(Optional.of("COMPARATOR_L_INFTY_HIGH"), Optional.of("a"), "WARNING");
    assertThat(severity(schema, now, controls, presence)).isEqualTo(AnomalyInfo.Severity.ERROR);
    assertThat(severity(schema, now, controls, presence, distance))
        .isEqualTo(AnomalyInfo.Severity.WARNING);
    SeverityOverride none = override(Optional.empty(), Optional.empty(), "NONE");
    Anomalies found = validate(schema, now, controls, new Severities(List.of(none)));
    assertThat(found.getAnomalyInfoMap()).isEmpty();
    assertThat(found.getDriftSkewInfoList()).hasSize(1);
  }

  private static SeverityOverride override(
      Optional<String> type, Optional<String> feature, String level) {
    return new SeverityOverride(type, feature, SeverityOverride.Level.valueOf(level));
  }

  private static AnomalyInfo.Severity severity(
      Schema schema,
      DatasetFeatureStatistics current,
      Controls controls,
      SeverityOverride... overrides) {
    return validate(schema, current, controls, new Severities(List.of(overrides)))
        .getAnomalyInfoMap()
        .get("a")
        .getSeverity();
  }

  static Anomalies validate(Schema schema, DatasetFeatureStatistics current, Controls controls) {
    return validate(schema, current, controls, Severities.UNCHANGED);
  }

  private static Anomalies validate(
      Schema schema, DatasetFeatureStatistics current, Controls controls, Severities severities) {
    AnomalyBook book = new AnomalyBook(severities);
    book.addAll(SchemaUpdate.of(schema, current, 400));
    new SkewAndDrift(schema, new DatasetView(current), book).compare(controls);
    return book.toProto(schema);
  }

  private static void write(Path folder, String name, Optional<DatasetFeatureStatistics> statistics)
      throws Exception {
    Path file = folder.resolve(name + ".pb");
    if (statistics.isPresent()) {
      Files.write(
          file,
          DatasetFeatureStatisticsList.newBuilder()
              .addDatasets(statistics.get())
              .build()
              .toByteArray());
    } else {
      Files.deleteIfExists(file);
    }
  }
}
