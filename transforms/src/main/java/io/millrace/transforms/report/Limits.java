package io.millrace.transforms.report;

/**
 * How much of the statistics a document holds. What is left out is counted in the document.
 *
 * @param values of a list of frequent values
 * @param buckets of a histogram; more are merged with their neighbours
 * @param custom statistics of a feature
 * @param chars of a string
 * @param digits significant ones of a number
 */
record Limits(int values, int buckets, int custom, int chars, int digits) {
  /** For programs: all there is. */
  static final Limits NONE =
      new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 17);

  /** For the page: what can be looked at, so that a feature costs a bounded number of bytes. */
  static final Limits PAGE = new Limits(50, 50, 64, 200, 8);
}
