package io.millrace.transforms.statistics.sketch;

/**
 * Ascending doubles as bytes: whole numbers as differences, numbers that a float holds as four
 * bytes, others as eight.
 */
final class SortedDoubles {
  private static final int WHOLE = 0;
  private static final int FLOATS = 1;
  private static final int DOUBLES = 2;
  private static final double LARGEST_WHOLE = 0x1p53;

  private SortedDoubles() {}

  static void write(double[] values, int count, StateOutput out) {
    out.writeVarint(count);
    if (count == 0) {
      return;
    }
    int form = formOf(values, count);
    out.writeVarint(form);
    long before = 0;
    for (int i = 0; i < count; i++) {
      switch (form) {
        case WHOLE -> {
          long value = (long) values[i];
          out.writeSigned(value - before);
          before = value;
        }
        case FLOATS -> out.writeInt(Float.floatToRawIntBits((float) values[i]));
        default -> out.writeDouble(values[i]);
      }
    }
  }

  static double[] read(StateInput in) {
    int count = in.readCount(1);
    double[] values = new double[count];
    if (count == 0) {
      return values;
    }
    int form = (int) in.readVarint();
    long before = 0;
    for (int i = 0; i < count; i++) {
      switch (form) {
        case WHOLE -> {
          before += in.readSigned();
          values[i] = before;
        }
        case FLOATS -> values[i] = Float.intBitsToFloat(in.readInt());
        case DOUBLES -> values[i] = in.readDouble();
        default -> throw new BadStateException(in.position(), "numbers of form " + form);
      }
      if (Double.isNaN(values[i]) || (i > 0 && values[i] < values[i - 1])) {
        throw new BadStateException(in.position(), "numbers out of order");
      }
    }
    return values;
  }

  private static int formOf(double[] values, int count) {
    boolean whole = true;
    boolean floats = true;
    for (int i = 0; i < count; i++) {
      double value = values[i];
      whole &= value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE;
      floats &= (float) value == value;
    }
    return whole ? WHOLE : floats ? FLOATS : DOUBLES;
  }
}
