package io.millrace.transforms.ingest;

import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.split.NoSplitException;
import io.millrace.transforms.ingest.split.SampledSplits;
import io.millrace.transforms.ingest.split.SplitPlan;
import io.millrace.transforms.ingest.split.Splitter;
import io.millrace.transforms.ingest.split.Strata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The keys of the records of a stream that will be divided into strata. Those that will be rejected
 * or left out have none.
 */
final class StrataKeys implements Iterator<Tuple2<byte[], byte[]>> {
  private static final byte[] NOTHING = {};

  private final RecordStream stream;
  private final Strata.Keys keys;
  private final Splitter sample;
  private byte[] ahead;
  private boolean ended;

  StrataKeys(RecordStream stream, String feature, double sample) {
    this.stream = stream;
    this.keys = new Strata.Keys(feature);
    SplitPlan all = SplitPlan.all("");
    this.sample =
        sample < 1
            ? new SampledSplits(all, sample, IngestJob.SAMPLE_SEED).splitter()
            : all.splitter();
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && !ended) {
      try {
        if (stream.next()) {
          ahead = key();
        } else {
          ended = true;
        }
      } catch (RejectedRecordException | NoSplitException | MalformedExampleException e) {
        // The pass that writes says so.
        ahead = null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ahead != null;
  }

  private byte[] key() throws NoSplitException {
    byte[] bytes = stream.buffer();
    int offset = stream.offset();
    int length = stream.length();
    return sample.split(bytes, offset, length) == Splitter.LEFT_OUT
        ? null
        : keys.of(bytes, offset, length);
  }

  @Override
  public Tuple2<byte[], byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] key = ahead;
    ahead = null;
    return new Tuple2<>(key, NOTHING);
  }
}
