package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.image.BrokenImageException;
import io.millrace.transforms.image.ImageDecoder;
import io.millrace.transforms.image.ImageHeader;
import io.millrace.transforms.image.Pixels;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.source.FileNaming.Named;
import io.millrace.transforms.ingest.source.Labels;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.WholeFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Makes an example of an image file. Holds the file and the example; while it decodes, also the
 * pixels about three times.
 */
record ImageExamples(ImageContent content, Labels labels, long maxPixels, int maxBytes)
    implements Serializable {
  /** The same with other labels. */
  ImageExamples with(Labels other) {
    return new ImageExamples(content, other, maxPixels, maxBytes);
  }

  /** Files are this many times smaller than examples; a guess, shards are planned by it. */
  int expansion() {
    return content == ImageContent.ENCODED ? 1 : 8;
  }

  /**
   * Puts all features of an image.
   *
   * @param named with a label of null if there is to be no feature {@code label}
   * @throws java.io.FileNotFoundException if there is no such file
   */
  void put(ExampleBuilder example, Storage storage, String uri, Named named)
      throws IOException, RejectedRecordException {
    putNames(example, uri, named);
    byte[] file = WholeFile.read(storage, uri, maxBytes);
    try {
      put(example, file);
    } catch (BrokenImageException e) {
      throw WholeFile.rejected(e.reason(), uri, "byte " + e.at(), e.getMessage(), file);
    }
  }

  private void putNames(ExampleBuilder example, String uri, Named named)
      throws RejectedRecordException {
    if (named.label() != null && !labels.put(example, named.label())) {
      throw WholeFile.rejected(
          "unknown_label",
          uri,
          "label",
          "'%s' is not in labels (expected: one of them); add it there or remove the file"
              .formatted(named.label()),
          new byte[0]);
    }
    if (named.split() != null) {
      example.putBytes("split", utf8(named.split()));
    }
    example.putBytes(
        content == ImageContent.TFRECORDER ? "image_name" : "name", utf8(named.name()));
  }

  private void put(ExampleBuilder example, byte[] file) throws BrokenImageException {
    ImageHeader header = ImageHeader.parse(file);
    long pixels = (long) header.width() * header.height();
    if (pixels > maxPixels) {
      throw new BrokenImageException(
          "too_many_pixels",
          0,
          "%s of %,d x %,d pixels (expected: at most %,d); remove it or raise max_pixels"
              .formatted(header.format(), header.width(), header.height(), maxPixels));
    }
    switch (content) {
      case ENCODED -> {
        shape(example, header.width(), header.height(), header.channels(), file);
        example.putLongs("orientation", header.orientation());
        example.putBytes("format", utf8(header.format()));
      }
      case DECODED -> {
        Pixels raw = ImageDecoder.decode(file, header).upright(header.orientation());
        shape(example, raw.width(), raw.height(), raw.channels(), raw.bytes());
        example.putLongs("orientation", header.orientation());
        example.putBytes("format", utf8("raw"));
      }
      case TFRECORDER -> {
        Pixels raw = ImageDecoder.decode(file, header).opaque();
        example.putLongs("image_channels", raw.channels());
        example.putLongs("image_height", raw.height());
        example.putLongs("image_width", raw.width());
        example.putBytes("image", Base64.getUrlEncoder().encode(raw.bytes()));
      }
    }
  }

  private static void shape(
      ExampleBuilder example, int width, int height, int channels, byte[] image) {
    example.putLongs("channels", channels);
    example.putLongs("height", height);
    example.putLongs("width", width);
    example.putBytes("image", image);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
