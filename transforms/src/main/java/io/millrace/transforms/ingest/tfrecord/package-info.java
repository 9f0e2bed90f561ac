/** TFRecord files that others wrote. */
package io.millrace.transforms.ingest.tfrecord;
