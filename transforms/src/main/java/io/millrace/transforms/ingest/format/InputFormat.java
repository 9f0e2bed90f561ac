package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;

/** The formats that ExampleGen reads, each with its options. */
@Doc("Format of the input.")
public sealed interface InputFormat
    permits CifarFormat,
        CsvFormat,
        IdxFormat,
        ImageCsvFormat,
        ImageFormat,
        TableFormat,
        TextFormat,
        TfRecordFormat {}
