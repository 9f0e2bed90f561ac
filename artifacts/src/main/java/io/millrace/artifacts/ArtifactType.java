package io.millrace.artifacts;

/** The artefact types of TFX that pipelines exchange. */
public enum ArtifactType {
  EXAMPLES("Examples"),
  EXAMPLE_STATISTICS("ExampleStatistics"),
  SCHEMA("Schema"),
  EXAMPLE_ANOMALIES("ExampleAnomalies"),
  EXAMPLES_DIFF("ExamplesDiff"),
  TRANSFORM_GRAPH("TransformGraph"),
  MODEL("Model"),
  MODEL_EVALUATION("ModelEvaluation"),
  MODEL_BLESSING("ModelBlessing"),
  PUSHED_MODEL("PushedModel");

  private final String typeName;

  ArtifactType(String typeName) {
    this.typeName = typeName;
  }

  /** The name of the type in TFX and in the metadata store. */
  public String typeName() {
    return typeName;
  }
}
