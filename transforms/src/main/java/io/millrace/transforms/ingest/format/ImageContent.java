package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;

/** What examples of images hold. */
public enum ImageContent {
  /** The file's bytes. */
  @Doc("The file's bytes, undecoded.")
  ENCODED,
  /** The pixels: unsigned bytes, row by row, channels side by side, turned upright. */
  @Doc("The pixels as unsigned bytes, row by row, channels side by side, turned upright by EXIF.")
  DECODED,
  /** TFRecorder's seven features. */
  @Doc("TFRecorder's record: pixels in URL-safe base64, labels by their frequency in TRAIN.")
  TFRECORDER
}
