package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.ValueKind;
import java.util.Optional;

/** The shapes that the features beside one of raw pixels say their images have. */
final class RawShapes {
  private static final int MOST_CHANNELS = 4;

  private final Column height;
  private final Column width;
  private final Column channels;

  private RawShapes(Column height, Column width, Column channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** Empty if the batch has no such features. */
  static Optional<RawShapes> beside(ExampleBatch batch, Column images) {
    Column height = batch.column(FeaturePath.of("height"));
    Column width = batch.column(FeaturePath.of("width"));
    Column channels = batch.column(FeaturePath.of("channels"));
    boolean shaped =
        images.levels() == 1 && images.path().steps().size() == 1 && isInt(height) && isInt(width);
    return shaped
        ? Optional.of(new RawShapes(height, width, isInt(channels) ? channels : null))
        : Optional.empty();
  }

  private static boolean isInt(Column column) {
    return column != null && column.kind() == ValueKind.INT && column.levels() == 1;
  }

  /** The number of channels of the image in a row if its bytes are pixels; else 0. */
  int channels(int row, int bytes) {
    long rows = height(row);
    long columns = width(row);
    long depth = channels == null ? 1 : only(channels, row, 1);
    boolean positive = rows > 0 && columns > 0 && rows <= bytes && columns <= bytes;
    boolean fits =
        positive && depth > 0 && depth <= MOST_CHANNELS && rows * columns * depth == bytes;
    return fits ? (int) depth : 0;
  }

  long height(int row) {
    return only(height, row, 0);
  }

  long width(int row) {
    return only(width, row, 0);
  }

  /** The one value of a row. */
  private static long only(Column column, int row, long missing) {
    ListLevel lists = column.level(0);
    int list = lists.first(row);
    if (list >= lists.count() || lists.row(list) != row) {
      return missing;
    }
    return lists.length(list) == 1 ? column.longs()[lists.start(list)] : 0;
  }
}
