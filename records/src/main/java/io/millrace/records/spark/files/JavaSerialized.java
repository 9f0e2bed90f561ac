package io.millrace.records.spark.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A value on its way between driver and tasks, as the bytes of Java's serialization. Spark sends
 * elements of data sets and results of tasks by {@code spark.serializer}, and Kryo, which that may
 * be, cannot make records or unmodifiable lists.
 */
public final class JavaSerialized<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] bytes;

  private JavaSerialized(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Packs a value; later changes to it do not show.
   *
   * @param value serializable, as is all that it holds; may be null
   */
  public static <T> JavaSerialized<T> of(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serialize " + value, e);
    }
    return new JavaSerialized<>(bytes.toByteArray());
  }

  /** A new copy of the value. */
  @SuppressWarnings("unchecked") // The bytes are those of a T.
  public T value() {
    try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes))) {
      return (T) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a serialized value", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("found no class of a serialized value", e);
    }
  }

  /** Finds classes as Spark does: those of added jars too. */
  private static final class Input extends ObjectInputStream {
    Input(ByteArrayInputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(type.getName(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type);
      }
    }
  }
}
