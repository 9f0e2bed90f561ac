package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.BrokenImageException;
import io.millrace.transforms.image.ImageDecoder;
import io.millrace.transforms.image.ImageEncoder;
import io.millrace.transforms.image.ImageHeader;
import io.millrace.transforms.image.ImageMagic;
import io.millrace.transforms.image.Pixels;
import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.Optional;

/**
 * An image to look at: its file if that is small and browsers show it, else a thumbnail, which is
 * upright.
 *
 * @param rank by which samples are chosen
 * @param place where the content comes first among those added
 * @param caption that of this place
 * @param content empty for one that does not decode, which is not shown
 */
@SuppressWarnings("ArrayRecordComponent")
record ImageSample(long rank, Digest digest, Place place, String caption, byte[] content) {
  /** The longest side of a thumbnail, in pixels. */
  static final int THUMBNAIL_SIDE = 128;

  /** Larger files become thumbnails. */
  static final int MOST_BYTES = 16 << 10;

  /** What is to be shown of a file. */
  static byte[] shown(byte[] file) {
    boolean bitmap =
        ImageMagic.of(file, 0, file.length).filter(m -> m == ImageMagic.BMP).isPresent();
    if (file.length <= MOST_BYTES && !bitmap) {
      return file;
    }
    try {
      ImageHeader header = ImageHeader.parse(file);
      if ((long) header.width() * header.height() > ImageFinder.MOST_PIXELS) {
        return new byte[0];
      }
      return shown(ImageDecoder.decode(file, header).upright(header.orientation()));
    } catch (BrokenImageException e) {
      return new byte[0];
    }
  }

  /** What is to be shown of pixels: small ones and those with alpha without loss. */
  static byte[] shown(Pixels pixels) {
    Pixels small = pixels.shrunk(THUMBNAIL_SIDE);
    boolean asItIs = small == pixels || pixels.channels() == 2 || pixels.channels() == 4;
    return asItIs ? ImageEncoder.png(small) : ImageEncoder.jpeg(small);
  }

  /** Empty if there is nothing to show. */
  Optional<ImageMagic> format() {
    return ImageMagic.of(content, 0, content.length);
  }

  /** The same image with where it came first. */
  ImageSample first(ImageSample other) {
    int order = place.compareTo(other.place);
    boolean ours = order < 0 || (order == 0 && caption.compareTo(other.caption) <= 0);
    return ours ? this : other;
  }

  /** The same with what is to be shown of its file. */
  ImageSample settled() {
    return new ImageSample(rank, digest, place, caption, shown(content));
  }

  void write(StateOutput out) {
    out.writeLong(rank);
    out.writeLong(digest.high());
    out.writeLong(digest.low());
    Places.write(place, out);
    out.writeString(caption);
    out.writeBytes(content);
  }

  static ImageSample read(StateInput in) {
    long rank = in.readLong();
    Digest digest = new Digest(in.readLong(), in.readLong());
    Place place = Places.read(in);
    return new ImageSample(rank, digest, place, in.readString(), in.readBytes());
  }
}
