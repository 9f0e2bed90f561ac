package io.millrace.model.layers;

/** A layer cannot take its input; {@link Architecture} says which layer it is. */
final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShapeException(DataShape found, String expected) {
    super("found the input shape " + found + " (expected: " + expected + ")");
  }
}
