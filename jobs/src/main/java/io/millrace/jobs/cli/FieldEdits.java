package io.millrace.jobs.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Edits of fields that have no flag of their own, by their names in schema.proto. */
final class FieldEdits {
  @Option(
      names = "--unset",
      paramLabel = "FIELD",
      description = "First take out a field, such as drift_comparator.infinity_norm.")
  private List<String> unset = new ArrayList<>();

  @Option(
      names = "--merge",
      paramLabel = "TEXT",
      description = "Add fields, written as in schema.pbtxt.")
  private List<String> merge = new ArrayList<>();

  /**
   * Takes out what is to go.
   *
   * @throws MillraceException (usage) for a field that the message does not have
   */
  void unset(Message.Builder message) {
    for (String path : unset) {
      unset(message, path, path.split("\\.", -1), 0);
    }
  }

  private static void unset(Message.Builder message, String path, String[] steps, int step) {
    FieldDescriptor field = field(message.getDescriptorForType(), path, steps[step]);
    if (step == steps.length - 1) {
      message.clearField(field);
    } else if (field.isRepeated() || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      throw MillraceException.usage(
          "--unset " + path + ": " + steps[step] + " is no single message with fields of its own");
    } else if (message.hasField(field)) {
      unset(message.getFieldBuilder(field), path, steps, step + 1);
    }
  }

  private static FieldDescriptor field(Descriptor type, String path, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null) {
      List<String> names = type.getFields().stream().map(FieldDescriptor::getName).toList();
      throw MillraceException.usage(
          "--unset "
              + path
              + ": "
              + type.getName()
              + " has no field '"
              + name
              + "' "
              + Nearest.hint(name, names));
    }
    return field;
  }

  /**
   * Adds what is given: repeated fields grow, others are replaced, messages are merged.
   *
   * @throws MillraceException (usage) if the text is none of the message
   */
  void merge(Message.Builder message) {
    for (String text : merge) {
      try {
        TextFormat.merge(text, message);
      } catch (TextFormat.ParseException e) {
        throw MillraceException.usage(
            "--merge '"
                + text
                + "': "
                + e.getMessage()
                + " (expected: fields of "
                + message.getDescriptorForType().getName()
                + " in schema.proto, as text)");
      }
    }
  }
}
