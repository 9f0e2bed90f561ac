package io.millrace.artifacts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an Examples artefact holds: records, bytes and SHA-256 digest of every shard, by split. It
 * stands as {@value #FILE_NAME} in the root of the artefact, outside the split folders, because the
 * TFX readers take every file of those. Later steps learn counts and files from it without reading
 * data. Immutable; the same content gives the same bytes.
 */
public final class Manifest {
  /** Its name in the artefact's folder. */
  public static final String FILE_NAME = "manifest.json";

  private static final String FORMAT = "millrace-manifest";
  private static final int VERSION = 1;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();
  private static final ObjectReader READER = MAPPER.readerFor(Document.class);
  private static final ObjectWriter WRITER =
      MAPPER.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  /**
   * One shard.
   *
   * @param name within the split's folder, without slashes
   * @param records at least 0
   * @param bytes the file's length, at least 0
   * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits
   */
  @JsonPropertyOrder({"name", "records", "bytes", "sha256"})
  public record ShardFile(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) long records,
      @JsonProperty(required = true) long bytes,
      @JsonProperty(required = true) String sha256) {
    /** Checks the ranges; throws {@link IllegalArgumentException}. */
    public ShardFile {
      if (name == null || name.isEmpty() || name.contains("/") || name.startsWith(".")) {
        throw new IllegalArgumentException("file name '" + name + "' (expected: a plain name)");
      }
      if (records < 0 || bytes < 0) {
        throw new IllegalArgumentException(
            name + ": " + records + " records, " + bytes + " bytes (expected: >= 0)");
      }
      if (sha256 == null || !SHA_256.matcher(sha256).matches()) {
        throw new IllegalArgumentException(
            name + ": sha256 '" + sha256 + "' (expected: 64 lower-case hexadecimal digits)");
      }
    }
  }

  @JsonPropertyOrder({"records", "bytes", "files"})
  private record Split(
      @JsonProperty(required = true) long records,
      @JsonProperty(required = true) long bytes,
      @JsonProperty(required = true) List<ShardFile> files) {
    static Split of(List<ShardFile> files) {
      return new Split(
          files.stream().mapToLong(ShardFile::records).sum(),
          files.stream().mapToLong(ShardFile::bytes).sum(),
          List.copyOf(files));
    }
  }

  @JsonPropertyOrder({"format", "version", "splits"})
  private record Document(
      @JsonProperty(required = true) String format,
      @JsonProperty(required = true) int version,
      @JsonProperty(required = true) Map<String, Split> splits) {}

  private final Map<String, Split> splits;

  private Manifest(Map<String, Split> splits) {
    this.splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
  }

  /**
   * A manifest of these shards by split, both in the order given.
   *
   * @throws IllegalArgumentException if a name is empty or given twice
   */
  public static Manifest of(Map<String, List<ShardFile>> filesBySplit) {
    Map<String, Split> splits = new LinkedHashMap<>();
    filesBySplit.forEach((name, files) -> splits.put(name, Split.of(files)));
    splits.forEach(Manifest::check);
    return new Manifest(splits);
  }

  /**
   * Reads the manifest of an artefact.
   *
   * @param artefactUri the artefact's folder
   * @throws MillraceException (data) if it is missing or malformed
   * @throws IOException if it cannot be read
   */
  public static Manifest read(Storage storage, String artefactUri) throws IOException {
    return readIfPresent(storage, artefactUri)
        .orElseThrow(
            () ->
                MillraceException.data(
                    Storage.resolve(artefactUri, FILE_NAME)
                        + ": no such file (expected: the manifest of an artefact that ExampleGen"
                        + " or Transform wrote)"));
  }

  /** As {@link #read}, but empty if there is none, as in artefacts that TFX wrote. */
  public static Optional<Manifest> readIfPresent(Storage storage, String artefactUri)
      throws IOException {
    String uri = Storage.resolve(artefactUri, FILE_NAME);
    byte[] json;
    try {
      json = storage.readBytes(uri);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    return Optional.of(parse(json, uri));
  }

  private static Manifest parse(byte[] json, String uri) {
    Document document;
    try {
      document = READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw malformed(uri + place(e), problem(e), e);
    } catch (IOException e) {
      throw malformed(uri, e.getMessage(), e);
    }
    if (document == null || !FORMAT.equals(document.format()) || document.splits() == null) {
      throw malformed(uri, "not a manifest (expected: \"format\": \"" + FORMAT + "\")", null);
    }
    if (document.version() != VERSION) {
      throw malformed(
          uri,
          "version " + document.version() + " (expected: " + VERSION + "); use a newer Millrace",
          null);
    }
    try {
      document.splits().forEach(Manifest::check);
    } catch (IllegalArgumentException e) {
      throw malformed(uri, e.getMessage(), e);
    }
    return new Manifest(document.splits());
  }

  private static void check(String name, Split split) {
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException("split '" + name + "' (expected: a plain name)");
    }
    if (split == null
        || split.files() == null
        || split.files().stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("split '" + name + "' lists no files");
    }
    Set<String> seen = new HashSet<>();
    for (ShardFile file : split.files()) {
      if (!seen.add(file.name())) {
        throw new IllegalArgumentException("split '" + name + "': " + file.name() + " twice");
      }
    }
    Split sum = Split.of(split.files());
    if (sum.records() != split.records() || sum.bytes() != split.bytes()) {
      throw new IllegalArgumentException(
          "split '%s': found %,d records, %,d bytes (expected: %,d records, %,d bytes, the sum of its files)"
              .formatted(name, split.records(), split.bytes(), sum.records(), sum.bytes()));
    }
  }

  private static MillraceException malformed(String where, String problem, Throwable cause) {
    return MillraceException.data(where + ": malformed manifest: " + problem, cause);
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  private static String problem(JsonProcessingException e) {
    // The text after the first line is Jackson's own account of its types.
    Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : null;
    String text = cause == null ? e.getOriginalMessage() : cause.getMessage();
    return text.lines().findFirst().orElse("not JSON");
  }

  /** Writes it into the artefact's folder; the file must not exist yet. */
  public void write(Storage storage, String artefactUri) throws IOException {
    byte[] json = WRITER.writeValueAsBytes(new Document(FORMAT, VERSION, splits));
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    storage.writeBytes(Storage.resolve(artefactUri, FILE_NAME), line);
  }

  /** The names of the splits in the order of the file. */
  public List<String> splits() {
    return List.copyOf(splits.keySet());
  }

  /** The records of a split. */
  public long records(String split) {
    return of(split).records();
  }

  /** The bytes of a split's files. */
  public long bytes(String split) {
    return of(split).bytes();
  }

  /** The shards of a split in their order. */
  public List<ShardFile> files(String split) {
    return of(split).files();
  }

  /** The records of all splits. */
  public long records() {
    return splits.values().stream().mapToLong(Split::records).sum();
  }

  private Split of(String split) {
    Split found = splits.get(split);
    if (found == null) {
      throw MillraceException.usage(
          "split '" + split + "': no such split (expected: one of " + splits() + ")");
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that
        && splits.equals(that.splits)
        && splits().equals(that.splits());
  }

  @Override
  public int hashCode() {
    return splits.hashCode();
  }

  @Override
  public String toString() {
    return "Manifest" + splits;
  }
}
