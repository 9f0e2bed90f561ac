package io.millrace.transforms.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the examples of an artefact came from. It stands as {@value #FILE_NAME} in the artefact's
 * root, outside the split folders, because the TFX readers take every file of those. The same run
 * gives the same bytes.
 *
 * @param format always {@value #FORMAT}
 * @param version of this form, {@value #VERSION}
 * @param input the option; null for a source without files
 * @param inputFormat its name in the options, such as {@code csv}
 * @param incremental whether files of {@code earlier} were left out
 * @param span of the artefact
 * @param spanVersion of the span; null where the input names none
 * @param records what became of all that were read
 * @param inputs the files that were read, in that order; empty for a source without files
 * @param earlier files that earlier runs had read, the first run first; empty if not incremental
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "format",
  "version",
  "input",
  "input_format",
  "incremental",
  "span",
  "span_version",
  "records",
  "inputs",
  "earlier"
})
record Ingestion(
    @JsonProperty(value = "format", required = true) String format,
    @JsonProperty(value = "version", required = true) int version,
    @JsonProperty("input") String input,
    @JsonProperty(value = "input_format", required = true) String inputFormat,
    @JsonProperty(value = "incremental", required = true) boolean incremental,
    @JsonProperty(value = "span", required = true) long span,
    @JsonProperty("span_version") Long spanVersion,
    @JsonProperty(value = "records", required = true) Records records,
    @JsonProperty(value = "inputs", required = true) List<Part> inputs,
    @JsonProperty(value = "earlier", required = true) List<Earlier> earlier) {
  /** Its name in the artefact's folder. */
  static final String FILE_NAME = "ingestion.json";

  static final String FORMAT = "millrace-ingestion";
  static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  Ingestion {
    inputs = inputs == null ? null : List.copyOf(inputs);
    earlier = earlier == null ? null : List.copyOf(earlier);
  }

  /**
   * What became of the records.
   *
   * @param read all
   * @param written by split
   * @param rejected by reason
   * @param leftOut by a sample, or a rule of splits
   */
  @JsonPropertyOrder({"read", "written", "rejected", "left_out"})
  record Records(
      @JsonProperty(value = "read", required = true) long read,
      @JsonProperty(value = "written", required = true) Map<String, Long> written,
      @JsonProperty(value = "rejected", required = true) Map<String, Long> rejected,
      @JsonProperty(value = "left_out", required = true) long leftOut) {}

  /**
   * The files of one input split.
   *
   * @param place where they were looked for
   * @param splits that their records went to
   */
  @JsonPropertyOrder({"place", "splits", "files"})
  record Part(
      @JsonProperty(value = "place", required = true) String place,
      @JsonProperty(value = "splits", required = true) List<String> splits,
      @JsonProperty(value = "files", required = true) List<InputFile> files) {}

  /** The files that the run read which wrote this artefact; it may have been deleted since. */
  @JsonPropertyOrder({"artifact", "span", "files"})
  record Earlier(
      @JsonProperty(value = "artifact", required = true) String artifact,
      @JsonProperty(value = "span", required = true) long span,
      @JsonProperty(value = "files", required = true) List<InputFile> files) {}

  /**
   * Reads that of an artefact; empty if it has none.
   *
   * @throws MillraceException (data) if it is malformed, or of a newer version
   */
  static Optional<Ingestion> readIfPresent(Storage storage, String artefactUri) throws IOException {
    String uri = Storage.resolve(artefactUri, FILE_NAME);
    Ingestion found;
    try (InputStream in = storage.open(uri)) {
      found = MAPPER.readValue(in, Ingestion.class);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw malformed(uri + place, e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
    if (found == null || !FORMAT.equals(found.format)) {
      throw malformed(uri, "expected: \"format\": \"" + FORMAT + "\"", null);
    }
    if (found.version != VERSION) {
      throw malformed(
          uri,
          "version " + found.version + " (expected: " + VERSION + "); use a newer Millrace",
          null);
    }
    if (!found.isWhole()) {
      throw malformed(uri, "null in place of a value", null);
    }
    return Optional.of(found);
  }

  private boolean isWhole() {
    return inputs != null
        && earlier != null
        && inputs.stream().allMatch(part -> areWhole(part.files))
        && earlier.stream().allMatch(run -> run.artifact != null && areWhole(run.files));
  }

  private static boolean areWhole(List<InputFile> files) {
    return files != null
        && files.stream()
            .allMatch(file -> file != null && file.uri() != null && file.sha256() != null);
  }

  private static MillraceException malformed(String where, String problem, Throwable cause) {
    return MillraceException.data(
        where + ": malformed record of what was ingested: " + problem, cause);
  }

  /** Writes it into the artefact's folder; the file must not exist yet. */
  void write(Storage storage, String artefactUri) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    try (OutputStream out = storage.create(Storage.resolve(artefactUri, FILE_NAME))) {
      MAPPER.writer(printer).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, this);
      out.write('\n');
    }
  }

  /** All files that were read. */
  List<InputFile> files() {
    return inputs.stream().flatMap(part -> part.files.stream()).toList();
  }
}
