package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import io.millrace.artifacts.options.PathOption;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Delimited text.
 *
 * @param delimiter one ASCII character, or {@code \t} in letters
 * @param quote one ASCII character; empty if quotes mean nothing
 * @param escape one ASCII character; empty if there is none
 * @param header whether the first record of each file names the columns
 * @param names of the columns where there is no header
 * @param nullTokens cells that are missing values besides empty ones
 * @param encoding a charset of the JDK
 * @param columns the only columns to take; all if empty
 * @param drop columns to leave out
 * @param types of columns by name, which are not inferred then
 * @param schema a {@code schema.pbtxt} or the folder of one; its features are not inferred
 * @param maxRecordBytes 1 to {@value #MAX_RECORD_BYTES}; bounds the memory of a task
 */
@Doc("Comma-separated values and other delimited text, plain, gzip, bzip2 or Zstandard.")
@Name("csv")
public record CsvFormat(
    @Doc("Character between cells; \\t is a tab.") @Default("','") String delimiter,
    @Doc("Character around cells that hold delimiters, quotes or newlines; empty for none.")
        @Default("'\"'")
        String quote,
    @Doc("Character that takes the meaning from the next one; empty for none.") @Default("''")
        String escape,
    @Doc("Whether the first record of each file names the columns.") @Default("true")
        boolean header,
    @Doc("Names of the columns where there is no header.") @Default("[]") List<String> names,
    @Doc("Cells that are missing values, as empty ones are.") @Default("[]")
        List<String> nullTokens,
    @Doc("Character encoding of the files, a charset of the JDK.") @Default("UTF-8")
        String encoding,
    @Doc("Columns to take, all others are left out; by default all are taken.") @Default("[]")
        List<String> columns,
    @Doc("Columns to leave out.") @Default("[]") List<String> drop,
    @Doc("Types of columns by name; by default inferred from all data.") @Default("{}")
        Map<String, CellType> types,
    @Doc("A schema.pbtxt, or the folder of one, whose features give the types of their columns.")
        @PathOption
        Optional<String> schema,
    @Doc("The most bytes of one record; a longer one is an error.") @Default("67108864")
        int maxRecordBytes)
    implements InputFormat {
  private static final int MAX_RECORD_BYTES = 512 << 20;

  /** Checks the values; throws {@link MillraceException} (usage). */
  public CsvFormat {
    delimiter = delimiter.equals("\\t") ? "\t" : delimiter;
    checkCharacter("delimiter", delimiter, false);
    checkCharacter("quote", quote, true);
    checkCharacter("escape", escape, true);
    checkDifferent("quote", quote, "delimiter", delimiter);
    checkDifferent("escape", escape, "delimiter", delimiter);
    checkDifferent("escape", escape, "quote", quote);
    checkCharset(encoding);
    names = List.copyOf(names);
    nullTokens = List.copyOf(nullTokens);
    columns = List.copyOf(columns);
    drop = List.copyOf(drop);
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    if (header && !names.isEmpty()) {
      throw MillraceException.usage(
          "names: given for files with a header (expected: header: false, or no names)");
    }
    if (!header && names.isEmpty()) {
      throw MillraceException.usage(
          "names: none, and header: false (expected: a name for each column)");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw MillraceException.usage("names: %s (expected: each name once)".formatted(names));
    }
    if (maxRecordBytes < 1 || maxRecordBytes > MAX_RECORD_BYTES) {
      throw MillraceException.usage(
          "max_record_bytes: %d (expected: 1 to %d)".formatted(maxRecordBytes, MAX_RECORD_BYTES));
    }
  }

  /** The format with all defaults: as TFX reads it. */
  public static CsvFormat tfx() {
    return new CsvFormat(
        ",",
        "\"",
        "",
        true,
        List.of(),
        List.of(),
        "UTF-8",
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        64 << 20);
  }

  private static void checkCharacter(String option, String text, boolean mayBeEmpty) {
    boolean one =
        text.length() == 1
            && text.charAt(0) < 128
            && text.charAt(0) != '\n'
            && text.charAt(0) != '\r';
    if (!one && !(mayBeEmpty && text.isEmpty())) {
      throw MillraceException.usage(
          "%s: '%s' (expected: one ASCII character%s, no end of line)"
              .formatted(option, text, mayBeEmpty ? " or none" : ""));
    }
  }

  private static void checkDifferent(String option, String text, String other, String otherText) {
    if (text.equals(otherText) && !text.isEmpty()) {
      throw MillraceException.usage(
          "%s: '%s', as the %s (expected: another character%s)"
              .formatted(
                  option,
                  text,
                  other,
                  other.equals("quote") ? "; a doubled quote needs no escape" : ""));
    }
  }

  private static void checkCharset(String encoding) {
    try {
      if (Charset.forName(encoding).canEncode()) {
        return;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // Told below.
    }
    throw MillraceException.usage(
        "encoding: '%s' (expected: a charset of the JDK, such as UTF-8, ISO-8859-1, windows-1252, UTF-16)"
            .formatted(encoding));
  }
}
