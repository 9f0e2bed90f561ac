package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.TfRecordReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Batches of one pass over a split, read ahead by a thread: shards in random order, examples drawn
 * from a bounded buffer, as {@code tf.data}'s shuffle does it. Everything is allocated at the start
 * and used again; memory is {@code (shuffle buffer + batches * batch size) * (4 * feature size +
 * 4)} bytes.
 *
 * <p>The order depends on seed and epoch alone. One thread may take batches; close it to end the
 * reading thread early.
 */
final class InputPipeline implements AutoCloseable {
  /** One in training, one ready, one being filled. */
  private static final int BATCHES = 3;

  /**
   * What to read.
   *
   * @param files URIs of TFRecord shards
   * @param shuffleBuffer examples to draw from; 1 keeps the order of the files
   */
  record Source(Storage storage, List<String> files, int batchSize, int shuffleBuffer, long seed) {
    Source {
      files = List.copyOf(files);
    }
  }

  /** A batch, the end of the pass, or what went wrong. */
  private record Delivery(Optional<Batch> batch, Optional<Throwable> failure) {}

  private final Source source;
  private final ExampleDecoder decoder;
  private final int featureSize;
  private final List<Batch> batches = new ArrayList<>();
  private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES);
  private final BlockingQueue<Delivery> ready = new ArrayBlockingQueue<>(BATCHES + 1);
  private final float[] buffer;
  private final int[] bufferLabels;
  private int buffered;
  private Random random = new Random();
  private Optional<Thread> reader = Optional.empty();
  private long waitedNanos;

  InputPipeline(Source source, ExampleDecoder decoder, int featureSize) {
    this.source = source;
    this.decoder = decoder;
    this.featureSize = featureSize;
    this.buffer = new float[Math.multiplyExact(source.shuffleBuffer(), featureSize)];
    this.bufferLabels = new int[source.shuffleBuffer()];
    for (int i = 0; i < BATCHES; i++) {
      batches.add(new Batch(source.batchSize(), featureSize));
    }
  }

  /** Begins a pass; ends the one before if it has not come to its end. */
  void start(int epoch) {
    close();
    ready.clear();
    free.clear();
    free.addAll(batches);
    batches.forEach(Batch::clear);
    random = new Random(source.seed() * 1_000_003 + epoch);
    waitedNanos = 0;
    buffered = 0;
    Thread thread = new Thread(this::read, "millrace-input");
    thread.setDaemon(true);
    reader = Optional.of(thread);
    thread.start();
  }

  /**
   * The next batch, empty at the end of the pass; give it back when it is used.
   *
   * @throws MillraceException what the reading thread met
   */
  Optional<Batch> take() throws InterruptedException {
    long start = System.nanoTime();
    Delivery delivery = ready.take();
    waitedNanos += System.nanoTime() - start;
    if (delivery.failure().isPresent()) {
      Throwable failure = delivery.failure().get();
      if (failure instanceof MillraceException known) {
        throw known;
      }
      throw MillraceException.internal("Reading the transformed examples failed", failure);
    }
    return delivery.batch();
  }

  /** Takes a batch back for later examples. */
  void giveBack(Batch batch) {
    batch.clear();
    free.add(batch);
  }

  /** Time that {@link #take} waited in this pass. */
  long waitedNanos() {
    return waitedNanos;
  }

  private void read() {
    try {
      Batch batch = readShards();
      drain(batch);
      ready.put(new Delivery(Optional.empty(), Optional.empty()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      // Room is certain: the queue holds one more than there are batches.
      ready.add(new Delivery(Optional.empty(), Optional.of(e)));
    }
  }

  private Batch readShards() throws InterruptedException {
    List<String> order = new ArrayList<>(source.files());
    if (source.shuffleBuffer() > 1) {
      Collections.shuffle(order, random);
    }
    Batch batch = free.take();
    for (String file : order) {
      try (TfRecordReader records = TfRecordReader.open(source.storage().open(file), file)) {
        while (records.next()) {
          batch = add(records, file, batch);
        }
      } catch (FileNotFoundException e) {
        throw MillraceException.data(
            file + ": the file is not there, though the manifest names it; run the transform again",
            e);
      } catch (IOException e) {
        throw MillraceException.data(e.getMessage(), e);
      }
    }
    return batch;
  }

  /** Fills the buffer; once it is full, each new example takes the place of a drawn one. */
  private Batch add(TfRecordReader records, String file, Batch batch) throws InterruptedException {
    if (buffered < bufferLabels.length) {
      bufferLabels[buffered] = decoder.decode(records, file, buffer, buffered * featureSize);
      buffered++;
      return batch;
    }
    int drawn = random.nextInt(buffered);
    Batch next = emit(batch, drawn);
    bufferLabels[drawn] = decoder.decode(records, file, buffer, drawn * featureSize);
    return next;
  }

  private void drain(Batch first) throws InterruptedException {
    Batch batch = first;
    while (buffered > 0) {
      int drawn = random.nextInt(buffered);
      batch = emit(batch, drawn);
      buffered--;
      System.arraycopy(buffer, buffered * featureSize, buffer, drawn * featureSize, featureSize);
      bufferLabels[drawn] = bufferLabels[buffered];
    }
    if (batch.size() > 0) {
      ready.put(new Delivery(Optional.of(batch), Optional.empty()));
    } else {
      free.put(batch);
    }
  }

  private Batch emit(Batch batch, int drawn) throws InterruptedException {
    batch.add(buffer, drawn * featureSize, bufferLabels[drawn]);
    if (!batch.full()) {
      return batch;
    }
    ready.put(new Delivery(Optional.of(batch), Optional.empty()));
    return free.take();
  }

  /** Ends the reading thread; {@link #start} may begin another pass. */
  @Override
  public void close() {
    reader.ifPresent(
        thread -> {
          thread.interrupt();
          try {
            thread.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    reader = Optional.empty();
  }
}
