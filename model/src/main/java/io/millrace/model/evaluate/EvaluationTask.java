package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.Predictions;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Evaluates a share of the shards: one {@link Aggregate} per task, none if there is no example.
 * Memory: one batch of examples, its predictions, and the aggregate.
 */
final class EvaluationTask implements FlatMapFunction<Iterator<String>, Aggregate> {
  private static final long serialVersionUID = 1L;

  /** A batch ends early when its examples exceed this. */
  private static final long MAX_BATCH_BYTES = 64L << 20;

  private final EvaluationPlan plan;
  private final Predictor.Factory model;
  private final Progress.TaskCounter counter;

  EvaluationTask(EvaluationPlan plan, Predictor.Factory model, Progress.TaskCounter counter) {
    this.plan = plan;
    this.model = model;
    this.counter = counter;
  }

  /**
   * Evaluates.
   *
   * @param files names of shards, relative to the artefact
   */
  @Override
  public Iterator<Aggregate> call(Iterator<String> files) throws IOException {
    BatchScorer scorer = new BatchScorer(plan);
    List<byte[]> batch = new ArrayList<>(plan.batchSize());
    try (Predictor predictor = model.open()) {
      while (files.hasNext()) {
        evaluate(files.next(), predictor, scorer, batch);
      }
    }
    Aggregate aggregate = scorer.aggregate();
    return aggregate == null
        ? Collections.emptyIterator()
        : Collections.singleton(aggregate).iterator();
  }

  private void evaluate(String file, Predictor predictor, BatchScorer scorer, List<byte[]> batch)
      throws IOException {
    String uri = Storage.resolve(plan.examplesUri(), file);
    long bytes = 0;
    try (InputStream in = plan.storage().open(uri);
        TfRecordReader reader = TfRecordReader.open(in, uri)) {
      long first = 0;
      boolean more = true;
      while (more) {
        more = reader.next();
        if (more) {
          batch.add(reader.record());
          bytes += reader.length();
        }
        boolean full = batch.size() == plan.batchSize() || bytes >= MAX_BATCH_BYTES;
        if (!batch.isEmpty() && (full || !more)) {
          Predictions predictions = predictor.predict(Collections.unmodifiableList(batch));
          scorer.score(file, first, batch, predictions);
          counter.add(batch.size());
          first += batch.size();
          batch.clear();
          bytes = 0;
        }
      }
    } catch (CorruptRecordException e) {
      throw MillraceException.data(e.getMessage(), e);
    }
  }
}
