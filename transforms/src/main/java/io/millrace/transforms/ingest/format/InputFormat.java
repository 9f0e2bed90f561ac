package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;

/** The formats that ExampleGen reads, each with its options. */
@Doc("Format of the input.")
public sealed interface InputFormat
    permits AvroFormat,
        CifarFormat,
        CsvFormat,
        CustomFormat,
        IdxFormat,
        ImageCsvFormat,
        ImageFormat,
        JdbcFormat,
        JsonFormat,
        OrcFormat,
        ParquetFormat,
        SparkFormat,
        TextFormat,
        TfRecordFormat {}
