package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.cifar.CifarSource;
import io.millrace.transforms.ingest.csv.CsvSource;
import io.millrace.transforms.ingest.format.AvroFormat;
import io.millrace.transforms.ingest.format.CifarFormat;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.format.CustomFormat;
import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.format.ImageCsvFormat;
import io.millrace.transforms.ingest.format.ImageFormat;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.format.JdbcFormat;
import io.millrace.transforms.ingest.format.JsonFormat;
import io.millrace.transforms.ingest.format.OrcFormat;
import io.millrace.transforms.ingest.format.ParquetFormat;
import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.format.TextFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat;
import io.millrace.transforms.ingest.idx.IdxSource;
import io.millrace.transforms.ingest.image.ImageCsvSource;
import io.millrace.transforms.ingest.image.ImageSource;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.ingest.span.StaticRange;
import io.millrace.transforms.ingest.table.CustomSource;
import io.millrace.transforms.ingest.table.JdbcSource;
import io.millrace.transforms.ingest.table.JsonSource;
import io.millrace.transforms.ingest.table.SparkSource;
import io.millrace.transforms.ingest.table.TableFileSource;
import io.millrace.transforms.ingest.text.TextSource;
import io.millrace.transforms.ingest.tfrecord.TfRecordSource;
import java.util.OptionalLong;

/** Which source reads which format. */
final class Sources {
  private Sources() {}

  /**
   * The source of a format.
   *
   * @param spans a range of one span gives the parameters of queries, as in TFX
   */
  static ExampleSource of(InputFormat format, SpanSelection spans) {
    if (format instanceof AvroFormat avro) {
      return new TableFileSource("avro", avro);
    }
    if (format instanceof CifarFormat cifar) {
      return new CifarSource(cifar);
    }
    if (format instanceof CsvFormat csv) {
      return new CsvSource(csv);
    }
    if (format instanceof CustomFormat custom) {
      return new CustomSource(custom);
    }
    if (format instanceof IdxFormat idx) {
      return new IdxSource(idx);
    }
    if (format instanceof ImageCsvFormat csv) {
      return new ImageCsvSource(csv);
    }
    if (format instanceof ImageFormat images) {
      return new ImageSource(images);
    }
    if (format instanceof JdbcFormat jdbc) {
      return new JdbcSource(jdbc, onlySpan(spans));
    }
    if (format instanceof JsonFormat json) {
      return new JsonSource(json);
    }
    if (format instanceof OrcFormat orc) {
      return new TableFileSource("orc", orc);
    }
    if (format instanceof ParquetFormat parquet) {
      return new TableFileSource("parquet", parquet);
    }
    if (format instanceof SparkFormat spark) {
      return new SparkSource(spark);
    }
    if (format instanceof TextFormat text) {
      return new TextSource(text);
    }
    if (format instanceof TfRecordFormat tfRecord) {
      return new TfRecordSource(tfRecord);
    }
    throw new AssertionError(format);
  }

  private static OptionalLong onlySpan(SpanSelection spans) {
    return spans instanceof StaticRange && spans.first() == spans.last()
        ? OptionalLong.of(spans.first())
        : OptionalLong.empty();
  }
}
