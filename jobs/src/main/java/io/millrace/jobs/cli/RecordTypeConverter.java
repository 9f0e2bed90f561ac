package io.millrace.jobs.cli;

import io.millrace.records.spark.options.RecordType;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The types of records by the names that the data source gives them. */
final class RecordTypeConverter implements ITypeConverter<RecordType> {
  @Override
  public RecordType convert(String value) {
    return Arrays.stream(RecordType.values())
        .filter(type -> type.toString().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "found '" + value + "' (expected: Example, SequenceExample or ByteArray)"));
  }
}
