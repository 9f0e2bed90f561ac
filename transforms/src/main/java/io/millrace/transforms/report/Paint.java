package io.millrace.transforms.report;

/** Colour and bold where they are wanted; the text says the same without them. */
record Paint(boolean on) {
  String bold(String text) {
    return with("1", text);
  }

  String bad(String text) {
    return with("1;31", text);
  }

  String warning(String text) {
    return with("1;33", text);
  }

  String soft(String text) {
    return with("2", text);
  }

  private String with(String code, String text) {
    return on && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
