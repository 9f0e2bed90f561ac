package io.millrace.records.spark.files;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * How a file is packed: not at all, gzip, zlib, zstd, or by a codec of Hadoop (snappy, lz4, bzip2,
 * others by the name of their class), in Hadoop's own framing as the TensorFlow connectors write
 * it. TensorFlow reads the first three only.
 */
public final class Codec implements Serializable {
  /** Not packed. */
  public static final Codec NONE = new Codec(Kind.NONE, "none", "", "");

  /** RFC 1952. */
  public static final Codec GZIP = new Codec(Kind.GZIP, "gzip", ".gz", "");

  /** RFC 1950. */
  public static final Codec ZLIB = new Codec(Kind.ZLIB, "zlib", ".zlib", "");

  /** RFC 8878. */
  public static final Codec ZSTD = new Codec(Kind.ZSTD, "zstd", ".zst", "");

  private static final long serialVersionUID = 1L;
  private static final int ZSTD_MAGIC = 0xfd2fb528;
  private static final String HADOOP = "org.apache.hadoop.io.compress.";

  private static final Map<String, Codec> NAMED =
      Map.ofEntries(
          Map.entry("none", NONE),
          Map.entry("uncompressed", NONE),
          Map.entry("gzip", GZIP),
          Map.entry("gz", GZIP),
          Map.entry(HADOOP + "GzipCodec", GZIP),
          Map.entry("zlib", ZLIB),
          Map.entry("deflate", ZLIB),
          Map.entry(HADOOP + "DefaultCodec", ZLIB),
          Map.entry(HADOOP + "DeflateCodec", ZLIB),
          Map.entry("zstd", ZSTD),
          Map.entry(HADOOP + "ZStandardCodec", ZSTD),
          Map.entry("snappy", ofHadoop("snappy", ".snappy", HADOOP + "SnappyCodec")),
          Map.entry(HADOOP + "SnappyCodec", ofHadoop("snappy", ".snappy", HADOOP + "SnappyCodec")),
          Map.entry("lz4", ofHadoop("lz4", ".lz4", HADOOP + "Lz4Codec")),
          Map.entry(HADOOP + "Lz4Codec", ofHadoop("lz4", ".lz4", HADOOP + "Lz4Codec")),
          Map.entry("bzip2", ofHadoop("bzip2", ".bz2", HADOOP + "BZip2Codec")),
          Map.entry(HADOOP + "BZip2Codec", ofHadoop("bzip2", ".bz2", HADOOP + "BZip2Codec")));

  private enum Kind {
    NONE,
    GZIP,
    ZLIB,
    ZSTD,
    HADOOP
  }

  private final Kind kind;
  private final String name;
  private final String extension;
  private final String className;

  private Codec(Kind kind, String name, String extension, String className) {
    this.kind = kind;
    this.name = name;
    this.extension = extension;
    this.className = className;
  }

  private static Codec ofHadoop(String name, String extension, String className) {
    return new Codec(Kind.HADOOP, name, extension, className);
  }

  /**
   * The codec of the {@code codec} option: none, gzip, zlib, snappy, lz4, bzip2, zstd, or the class
   * of a Hadoop codec.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Codec named(String value, Configuration hadoop) {
    String text = value.trim();
    Codec known = NAMED.get(text);
    if (known == null) {
      known = NAMED.get(text.toLowerCase(Locale.ROOT));
    }
    if (known != null) {
      return known;
    }
    try {
      if (text.contains(".")) {
        Class<?> type = hadoop.getClassByName(text);
        CompressionCodec codec = instance(type.asSubclass(CompressionCodec.class), hadoop);
        return ofHadoop(text, codec.getDefaultExtension(), text);
      }
    } catch (ClassNotFoundException | ClassCastException e) {
      throw unknown(value, e);
    }
    throw unknown(value, null);
  }

  private static IllegalArgumentException unknown(String value, Throwable cause) {
    return new IllegalArgumentException(
        "option 'codec': found '"
            + value
            + "' (expected: none, gzip, zlib, snappy, lz4, bzip2, zstd, or the class of a Hadoop"
            + " codec)",
        cause);
  }

  /** Tells the codec of a file from its name alone; {@link #NONE} where the name says nothing. */
  public static Codec ofName(String path, Configuration hadoop) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.endsWith(ZSTD.extension) || name.endsWith(".zstd")) {
      return ZSTD;
    }
    if (name.endsWith(ZLIB.extension)) {
      return ZLIB;
    }
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(new Path(name));
    if (codec == null) {
      return NONE;
    }
    Codec known = NAMED.get(codec.getClass().getName());
    return known != null
        ? known
        : ofHadoop(name, codec.getDefaultExtension(), codec.getClass().getName());
  }

  /**
   * Tells the codec of a file from its first {@link Compression#DETECTION_BYTES} bytes, fewer only
   * if it is shorter; where they say nothing, it is that of the option, or if that is empty of the
   * file's name.
   */
  public static Codec detect(byte[] start, String path, String option, Configuration hadoop) {
    if (start.length == 0 || TfRecordReader.startsWithHeader(start)) {
      return NONE;
    }
    switch (Compression.detect(start)) {
      case GZIP -> {
        return GZIP;
      }
      case ZLIB -> {
        return ZLIB;
      }
      default -> {}
    }
    if (start.length >= 4 && magic(start) == ZSTD_MAGIC) {
      return ZSTD;
    }
    Codec told = option.isEmpty() ? ofName(path, hadoop) : named(option, hadoop);
    // The magic of the others would have been seen: the file is plain, and damaged at its start.
    return told.kind == Kind.HADOOP ? told : NONE;
  }

  /**
   * As {@link #detect(byte[], String, String, Configuration)}, of an open file; its position is
   * then behind the bytes that told.
   */
  public static Codec detect(
      SeekableByteChannel file, String path, String option, Configuration hadoop)
      throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Compression.DETECTION_BYTES);
    file.position(0);
    while (start.hasRemaining() && file.read(start) >= 0) {
      // A read may give less than asked for.
    }
    return detect(Arrays.copyOf(start.array(), start.position()), path, option, hadoop);
  }

  private static int magic(byte[] start) {
    return start[0] & 0xff
        | (start[1] & 0xff) << 8
        | (start[2] & 0xff) << 16
        | (start[3] & 0xff) << 24;
  }

  /** What the name of a packed file ends with: empty, or with its dot. */
  public String extension() {
    return extension;
  }

  /** Whether TensorFlow's TFRecordDataset reads such files. */
  public boolean readableByTensorFlow() {
    return kind == Kind.NONE || kind == Kind.GZIP || kind == Kind.ZLIB;
  }

  /** Whether the file is not packed, so that it may be split. */
  public boolean isNone() {
    return kind == Kind.NONE;
  }

  /** How core packs and unpacks this; {@link Compression#NONE} also for what it does not know. */
  public Compression compression() {
    return switch (kind) {
      case GZIP -> Compression.GZIP;
      case ZLIB -> Compression.ZLIB;
      default -> Compression.NONE;
    };
  }

  /**
   * The bytes below {@link #compression()}: those of zstd and of Hadoop's codecs are unpacked here.
   *
   * @param in closed with the result
   */
  public InputStream unpack(InputStream in, Configuration hadoop) throws IOException {
    return switch (kind) {
      case ZSTD -> new ForeignInput(new ZstdInputStream(in));
      case HADOOP -> new ForeignInput(instance(hadoop).createInputStream(in));
      default -> in;
    };
  }

  /**
   * The opposite of {@link #unpack}: the stream to write to below {@link #compression()}.
   *
   * @param out closed with the result
   */
  public OutputStream pack(OutputStream out, Configuration hadoop) throws IOException {
    return switch (kind) {
      case ZSTD -> new ZstdOutputStream(out);
      case HADOOP -> instance(hadoop).createOutputStream(out);
      default -> out;
    };
  }

  private CompressionCodec instance(Configuration hadoop) throws IOException {
    try {
      return instance(hadoop.getClassByName(className).asSubclass(CompressionCodec.class), hadoop);
    } catch (ClassNotFoundException e) {
      throw new IOException("codec " + className + " is not on the class path", e);
    }
  }

  private static CompressionCodec instance(
      Class<? extends CompressionCodec> type, Configuration hadoop) {
    return ReflectionUtils.newInstance(type, hadoop);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codec codec && kind == codec.kind && className.equals(codec.className);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + className.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
