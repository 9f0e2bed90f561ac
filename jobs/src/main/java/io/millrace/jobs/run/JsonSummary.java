package io.millrace.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.transforms.component.ComponentResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The summary as JSON. Its fields are stable: {@code pipeline}, {@code root}, {@code state} and
 * {@code exit_code}, {@code seconds}, {@code blessed} (absent without an evaluator), {@code error}
 * (where nothing could run), and {@code components}, each with {@code node}, {@code component},
 * {@code state} (COMPLETE, FAILED, CANCELED, SKIPPED, REUSED), {@code seconds}, {@code records_in}
 * and {@code records_out} (absent where they mean nothing), {@code headline}, {@code error} (why it
 * failed, or was SKIPPED: such as {@code nothing new}, with exit code 0), {@code execution_id} and
 * {@code artifacts} ({@code channel}, {@code type}, {@code uri}, {@code id}) and {@code tables}
 * ({@code title}, {@code columns}, {@code rows}). Ids are absent where no metadata store is used.
 */
public final class JsonSummary {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonSummary() {}

  /** The summary of a run. */
  public static String of(RunReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pipeline", report.pipeline());
    if (!report.root().isEmpty()) {
      json.put("root", report.root());
    }
    json.put("state", report.state().name());
    json.put("exit_code", report.exitCode());
    json.put("seconds", report.time().toMillis() / 1000.0);
    report.blessed().ifPresent(blessed -> json.put("blessed", blessed));
    json.put("components", report.nodes().stream().map(JsonSummary::node).toList());
    return write(json);
  }

  /** What is printed in its place where nothing could run. */
  public static String refused(int exitCode, String message) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", NodeReport.State.FAILED.name());
    json.put("exit_code", exitCode);
    json.put("error", message);
    return write(json);
  }

  /** Any value of maps, lists, strings, numbers and booleans. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON value: " + value, e);
    }
  }

  private static Map<String, Object> node(NodeReport node) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", node.node());
    json.put("component", node.component());
    json.put("state", node.state().name());
    json.put("seconds", node.time().toMillis() / 1000.0);
    putCount(json, "records_in", node.recordsIn());
    putCount(json, "records_out", node.recordsOut());
    json.put("headline", node.headline());
    node.error().ifPresent(error -> json.put("error", error));
    if (node.executionId() > 0) {
      json.put("execution_id", node.executionId());
    }
    json.put("artifacts", node.artifacts().stream().map(JsonSummary::artifact).toList());
    List<Object> tables = new ArrayList<>();
    for (ComponentResult.Table table : node.tables()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("title", table.title());
      one.put("columns", table.columns());
      one.put("rows", table.rows());
      tables.add(one);
    }
    json.put("tables", tables);
    return json;
  }

  private static void putCount(Map<String, Object> json, String name, long count) {
    if (count >= 0) {
      json.put(name, count);
    }
  }

  private static Map<String, Object> artifact(Workspace.Published artifact) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("channel", artifact.channel());
    json.put("type", artifact.type().typeName());
    json.put("uri", artifact.uri());
    if (artifact.id() > 0) {
      json.put("id", artifact.id());
    }
    return json;
  }
}
