package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import java.util.Optional;

/**
 * A height and a width in pixels: {@code 3} is 3 x 3.
 *
 * @param width equal to the height if not given
 */
@Doc("Height and width in pixels; one number sets both.")
public record Size(
    @Doc("Height in pixels.") int height,
    @Doc("Width in pixels; the height if not given.") Optional<Integer> width) {
  public Size {
    if (height < 1 || width.orElse(1) < 1) {
      throw MillraceException.usage(
          "height: " + height + width.map(w -> " x " + w).orElse("") + " (expected: >= 1)");
    }
  }

  /** A square. */
  public static Size of(int side) {
    return new Size(side, Optional.empty());
  }

  /** Height and width. */
  public static Size of(int height, int width) {
    return new Size(height, Optional.of(width));
  }

  /** The width in pixels. */
  public int columns() {
    return width.orElse(height);
  }

  @Override
  public String toString() {
    return "[" + height + ", " + columns() + "]";
  }
}
