package io.millrace.records.spark;

/** The same source under the short name of the TensorFlow ecosystem's connector. */
public final class TfRecordsProvider extends TfRecordProvider {
  @Override
  public String shortName() {
    return "tfrecords";
  }
}
