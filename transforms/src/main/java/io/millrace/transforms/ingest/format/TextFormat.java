package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;

/**
 * Text documents: folders of files ({@code <label>/<file>} or {@code <split>/<label>/<file>}; if
 * unlabelled {@code <file>} or {@code <split>/<file>}), or files with a document on each line.
 *
 * @param lines whether each line is a document
 * @param separator with {@code lines}, what stands between a label and its document; no labels if
 *     not given
 * @param unlabelled of folders, whether they say nothing about labels
 * @param labels if not empty, labels become their places in this list
 * @param encoding of the files; a name that the JDK knows
 * @param maxBytes of a document as it is stored
 */
@Doc("Text documents: a file each in folders of labels, or a line each.")
@Name("text")
public record TextFormat(
    @Doc("Whether each line is a document, instead of each file.") @Default("false") boolean lines,
    @Doc("With lines: what stands between a label and its document, such as a tab.")
        Optional<String> separator,
    @Doc("Leaves labels out; folders are then splits only.") @Default("false") boolean unlabelled,
    @Doc("Labels become their places in this list; other labels are rejected.") @Default("[]")
        List<String> labels,
    @Doc("Encoding of the files; examples are always UTF-8.") @Default("UTF-8") String encoding,
    @Doc("Rejects larger documents, in bytes.") @Default("16777216") int maxBytes)
    implements InputFormat {
  /** Checks the options; throws {@link MillraceException} (usage). */
  public TextFormat {
    labels = List.copyOf(labels);
    ImageOptions.checkLabels(labels);
    ImageOptions.checkBytes(maxBytes);
    Charset charset = charset(encoding);
    if (lines && !"\n".equals(new String("\n".getBytes(charset), StandardCharsets.US_ASCII))) {
      throw MillraceException.usage(
          "encoding: %s: lines do not end in one byte (expected: an encoding that extends ASCII where lines is true); convert the files to UTF-8"
              .formatted(encoding));
    }
    if (separator.isPresent() && (!lines || separator.get().isEmpty())) {
      throw MillraceException.usage(
          "separator: %s (expected: with lines only, and not empty)"
              .formatted(lines ? "empty" : "given without lines"));
    }
    if (unlabelled && (lines || !labels.isEmpty())) {
      throw MillraceException.usage(
          "unlabelled: given with %s (expected: for folders only, without labels)"
              .formatted(lines ? "lines" : "labels"));
    }
    if (lines && separator.isEmpty() && !labels.isEmpty()) {
      throw MillraceException.usage(
          "labels: given with lines, but no separator (expected: what stands behind a label)");
    }
  }

  /** The encoding. */
  public Charset charset() {
    return charset(encoding);
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw MillraceException.usage(
          "encoding: '%s': unknown (expected: such as UTF-8, ISO-8859-1, windows-1251)"
              .formatted(name));
    }
  }
}
