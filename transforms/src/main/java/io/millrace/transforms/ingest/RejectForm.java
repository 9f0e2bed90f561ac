package io.millrace.transforms.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.artifacts.options.Doc;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How rejected records are kept. */
public enum RejectForm {
  /**
   * A JSON object a line: {@code reason}, {@code source}, {@code position}, {@code problem}, and
   * {@code content}, or {@code content_base64} where that is no UTF-8.
   */
  @Doc("A JSON object a line.")
  JSON(ShardForm.LINES) {
    @Override
    byte[] encode(RejectedRecordException reject) {
      ObjectNode line = MAPPER.createObjectNode();
      line.put("reason", reject.reason());
      line.put("source", reject.source());
      line.put("position", reject.position());
      line.put("problem", reject.getMessage());
      byte[] content = reject.content();
      try {
        line.put(
            "content",
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
      } catch (CharacterCodingException e) {
        line.put("content_base64", Base64.getEncoder().encodeToString(content));
      }
      try {
        return MAPPER.writeValueAsBytes(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  /** An example each, with the same fields as byte strings. */
  @Doc("An example each, in gzipped TFRecords.")
  TFRECORD(ShardForm.TFRECORD_GZIP) {
    @Override
    byte[] encode(RejectedRecordException reject) {
      return new ExampleBuilder()
          .putBytes("content", reject.content())
          .putBytes("position", utf8(reject.position()))
          .putBytes("problem", utf8(reject.getMessage()))
          .putBytes("reason", utf8(reject.reason()))
          .putBytes("source", utf8(reject.source()))
          .toByteArray();
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ShardForm files;

  RejectForm(ShardForm files) {
    this.files = files;
  }

  /** The form of the files. */
  ShardForm files() {
    return files;
  }

  /** A rejected record as it is kept. */
  abstract byte[] encode(RejectedRecordException reject);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
