package io.millrace.model.evaluate;

/** Builds a page; text is escaped, markup is not. */
final class Html {
  private final StringBuilder page = new StringBuilder(1 << 14);

  /** Adds markup. */
  Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** Adds text, also inside a quoted attribute. */
  Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> page.append("&amp;");
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> page.append(c);
      }
    }
    return this;
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
