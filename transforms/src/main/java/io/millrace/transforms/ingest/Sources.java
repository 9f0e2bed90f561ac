package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.cifar.CifarSource;
import io.millrace.transforms.ingest.csv.CsvSource;
import io.millrace.transforms.ingest.format.CifarFormat;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.format.ImageCsvFormat;
import io.millrace.transforms.ingest.format.ImageFormat;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.format.TextFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat;
import io.millrace.transforms.ingest.idx.IdxSource;
import io.millrace.transforms.ingest.image.ImageCsvSource;
import io.millrace.transforms.ingest.image.ImageSource;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.text.TextSource;
import io.millrace.transforms.ingest.tfrecord.TfRecordSource;

/** Which source reads which format. */
final class Sources {
  private Sources() {}

  static ExampleSource of(InputFormat format) {
    if (format instanceof CsvFormat csv) {
      return new CsvSource(csv);
    }
    if (format instanceof IdxFormat) {
      return new IdxSource();
=======
    if (format instanceof CifarFormat cifar) {
      return new CifarSource(cifar);
    }
    if (format instanceof IdxFormat idx) {
      return new IdxSource(idx);
>>>>>>> 8baee6a (ingest: CIFAR's binary files; EMNIST's transposed images and its mapping of labels)
    }
    if (format instanceof ImageCsvFormat csv) {
      return new ImageCsvSource(csv);
    }
    if (format instanceof ImageFormat images) {
      return new ImageSource(images);
    }
    if (format instanceof TextFormat text) {
      return new TextSource(text);
    }
    if (format instanceof TfRecordFormat tfRecord) {
      return new TfRecordSource(tfRecord);
    }
    throw new AssertionError(format);
  }
}
