package io.millrace.transforms.ingest.span;

/** What a name in braces stands for; the most significant one first. */
enum Spec {
  SPAN,
  YYYY,
  MM,
  DD,
  VERSION;

  /** As it is written in patterns. */
  String text() {
    return "{" + name() + "}";
  }

  boolean isDate() {
    return this == YYYY || this == MM || this == DD;
  }

  /** Digits where the pattern gives no width; 0 for any number. */
  int width() {
    return switch (this) {
      case YYYY -> 4;
      case MM, DD -> 2;
      default -> 0;
    };
  }
}
