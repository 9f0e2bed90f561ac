package io.millrace.records.spark.survey;

import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.spark.files.Codec;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.InputChannels;
import io.millrace.records.spark.files.SliceReader;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.survey.FileReport.Damage;
import io.millrace.records.spark.survey.FileSurvey.Counter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Goes through the records of one slice. */
final class SliceSurvey {
  private static final int RECORDS_PER_COUNT = 10_000;

  private final FileSlice slice;
  private final ReadOptions options;
  private final Configuration hadoop;
  private final Counter counter;

  private final List<Damage> damage = new ArrayList<>();
  private long damagedPlaces;
  private long records;
  private long counted;

  SliceSurvey(FileSlice slice, ReadOptions options, Configuration hadoop, Counter counter) {
    this.slice = slice;
    this.options = options;
    this.hadoop = hadoop;
    this.counter = counter;
  }

  /** Counts frames; what happens at damage is up to the options' mode. */
  FileReport count() throws IOException {
    try (SliceReader reader = SliceReader.frames(slice, options, hadoop)) {
      while (reader.next()) {
        see(reader.damage());
      }
      return report("", reader.bytesSkipped());
    }
  }

  /** Checks every checksum; the options must be those of PERMISSIVE mode. */
  FileReport verify() throws IOException {
    Codec codec = codec();
    long byteOffset = 0;
    SliceReader reader;
    try {
      reader = SliceReader.open(slice, options, hadoop);
    } catch (IOException e) {
      add(unpacking(codec, e, 0));
      return report(name(codec), 0);
    }
    try (reader) {
      while (reader.next()) {
        byteOffset = reader.byteOffset();
        see(reader.damage());
      }
    } catch (CorruptRecordException e) {
      add(Damage.of(e));
    } catch (IOException e) {
      add(unpacking(codec, e, byteOffset));
    }
    return report(name(codec), reader.bytesSkipped());
  }

  private void see(CorruptRecordException found) {
    if (found != null) {
      add(Damage.of(found));
      return;
    }
    records++;
    if (records - counted == RECORDS_PER_COUNT) {
      count(RECORDS_PER_COUNT);
    }
  }

  private void count(long more) {
    counter.add(more);
    counted += more;
  }

  private void add(Damage found) {
    damagedPlaces++;
    if (damage.size() < FileReport.MAX_LISTED) {
      damage.add(found);
    }
  }

  /** Codecs that core does not know tell damage and broken storage alike. */
  private Damage unpacking(Codec codec, IOException e, long byteOffset) throws IOException {
    boolean noDamage =
        codec.isNone()
            || codec.compression() != Compression.NONE
            || e instanceof FileNotFoundException
            || e instanceof NoSuchFileException
            || e instanceof ClosedByInterruptException;
    if (noDamage) {
      throw e;
    }
    String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Damage(records + damagedPlaces, byteOffset, found, "intact " + codec + " data");
  }

  private Codec codec() throws IOException {
    try (SeekableByteChannel file = InputChannels.open(slice.path(), hadoop)) {
      return Codec.detect(file, slice.path(), options.codec(), hadoop);
    }
  }

  /** Only the first slice of a packed file has its records. */
  private String name(Codec codec) {
    return slice.start() == 0 ? codec.toString() : "";
  }

  private FileReport report(String codec, long skippedBytes) {
    count(records - counted);
    return new FileReport(
        slice.path(), slice.fileLength(), codec, records, skippedBytes, damagedPlaces, damage);
  }
}
