package io.millrace.transforms.files;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.tensorflow.metadata.v0.Schema;

/**
 * The one file of a Schema artefact: {@code schema.pbtxt}, a Schema in protobuf's text form. TFX's
 * readers refuse a folder that holds anything else.
 */
public final class SchemaFiles {
  /** The file. */
  public static final String FILE_NAME = "schema.pbtxt";

  private SchemaFiles() {}

  /**
   * Reads the schema of an artefact.
   *
   * @throws MillraceException (data) if the file is missing or broken; (environment) if it cannot
   *     be read
   */
  public static Schema read(Storage storage, String artefactUri) {
    return readFile(storage, Storage.resolve(artefactUri, FILE_NAME));
  }

  /**
   * Reads a schema that a user names: the file, or the folder with {@link #FILE_NAME} in it.
   *
   * @throws MillraceException as {@link #read}
   */
  public static Schema at(Storage storage, String uri) {
    return readFile(storage, file(uri));
  }

  private static Schema readFile(Storage storage, String uri) {
    try {
      String text = new String(storage.readBytes(uri), StandardCharsets.UTF_8);
      Schema.Builder schema = Schema.newBuilder();
      TextFormat.merge(text, schema);
      return schema.build();
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          uri + ": no such file (expected: a schema); run SchemaGen or write one", e);
    } catch (TextFormat.ParseException e) {
      throw MillraceException.data(
          uri + ": not a schema in protobuf's text form: line " + e.getMessage(), e);
    } catch (StorageException e) {
      throw MillraceException.environment(e.getMessage(), e);
    } catch (IOException e) {
      throw MillraceException.environment(uri + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes the schema of an artefact. */
  public static void write(Storage storage, String artefactUri, Schema schema) throws IOException {
    writeFile(storage, Storage.resolve(artefactUri, FILE_NAME), schema);
  }

  /** Writes a schema as a file. */
  public static void writeFile(Storage storage, String uri, Schema schema) throws IOException {
    storage.writeBytes(uri, text(schema).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a schema's text in place of one that may be there. Where the storage cannot replace a
   * file as a whole, the text is written beside it first, as {@code <file>.new}; that is what is
   * left if the process ends in between.
   */
  public static void replaceFile(Storage storage, String uri, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (storage.replacesWhole(uri)) {
      try (OutputStream out = storage.replace(uri)) {
        out.write(bytes);
      }
      return;
    }
    String beside = uri + ".new";
    storage.delete(beside);
    storage.writeBytes(beside, bytes);
    storage.delete(uri);
    storage.move(beside, uri);
  }

  /** A schema in protobuf's text form; UTF-8 is left as it is. */
  public static String text(Schema schema) {
    return TextFormat.printer().escapingNonAscii(false).printToString(schema);
  }

  /**
   * Copies a schema that a user names into an artefact, byte by byte, so that its comments stay.
   *
   * @param uri as for {@link #at}
   */
  public static void copy(Storage storage, String uri, String artefactUri) throws IOException {
    storage.writeBytes(Storage.resolve(artefactUri, FILE_NAME), storage.readBytes(file(uri)));
  }

  /** The file that a user names: itself, or {@link #FILE_NAME} in a folder. */
  public static String file(String uri) {
    return uri.endsWith(".pbtxt") ? uri : Storage.resolve(uri, FILE_NAME);
  }
}
