/** TFRecord framing and the wire codec of tf.Example, without Spark and without protobuf. */
package io.millrace.records;
