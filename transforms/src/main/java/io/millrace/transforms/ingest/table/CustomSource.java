package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.format.CustomFormat;
import io.millrace.transforms.ingest.source.SourceContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that a {@link RowSource} of the user's gives. */
public final class CustomSource extends RowsSource {
  private final CustomFormat format;

  /** A source with these options. */
  public CustomSource(CustomFormat format) {
    super(format);
    this.format = format;
  }

  @Override
  String name() {
    return format.className();
  }

  @Override
  Dataset<Row> rows(SourceContext context) throws Exception {
    Dataset<Row> rows = source().read(context.spark(), format.input(), format.options());
    if (rows == null) {
      throw MillraceException.usage(name() + ": read: found null (expected: a dataset)");
    }
    return rows;
  }

  private RowSource source() {
    String name = format.className();
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Class.forName(name, true, loader)
          .asSubclass(RowSource.class)
          .getConstructor()
          .newInstance();
    } catch (ClassNotFoundException e) {
      throw MillraceException.usage(
          "class: %s: no such class (expected: it on the class path); add its jar by --jars"
              .formatted(name));
    } catch (ClassCastException e) {
      throw MillraceException.usage(
          "class: %s: found another kind of class (expected: one that implements %s)"
              .formatted(name, RowSource.class.getName()));
    } catch (ReflectiveOperationException e) {
      throw MillraceException.usage(
          "class: %s: cannot be made: %s (expected: a public class with a public constructor without parameters)"
              .formatted(name, e.getCause() == null ? e : e.getCause()));
    }
  }
}
