import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ApproxCountDistinct;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Histogram;
import com.amazon.deequ.analyzers.KLLSketch;
import com.amazon.deequ.analyzers.MaxLength;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.MinLength;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.runners.AnalysisRunBuilder;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * Times deequ's analyzers that count what StatisticsGen counts by default: of each column
 * completeness and distinct values, of numbers extremes, mean, deviation and a KLL sketch, of
 * strings lengths and the most frequent values. Reads the same files, by Millrace's data source,
 * which is the fastest way into Spark for them.
 *
 * <p>Arguments: folders of TFRecord files separated by commas, cores, rounds behind one that warms
 * up.
 */
public final class DeequBenchmark {
  private DeequBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + args[1] + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    int rounds = Integer.parseInt(args[2]);
    double best = Double.MAX_VALUE;
    Dataset<Row> table = spark.read().format("tfrecord").load(args[0].split(","));
    long rows = table.count();
    for (int round = 0; round <= rounds; round++) {
      long begin = System.nanoTime();
      analyze(table);
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (round > 0) {
        best = Math.min(best, seconds);
      }
    }
    System.out.printf(Locale.ROOT, "deequ %,d rows %.3f s %,.0f rows/s%n", rows, best, rows / best);
    spark.stop();
  }

  private static void analyze(Dataset<Row> table) {
    AnalysisRunBuilder run = AnalysisRunner.onData(table);
    run = add(run, new Size(Option.empty()));
    for (StructField field : table.schema().fields()) {
      String name = field.name();
      run = add(run, new Completeness(name, Option.empty(), Option.empty()));
      run = add(run, new ApproxCountDistinct(name, Option.empty()));
      if (field.dataType() instanceof NumericType) {
        run = add(run, new Minimum(name, Option.empty(), Option.empty()));
        run = add(run, new Maximum(name, Option.empty(), Option.empty()));
        run = add(run, new Mean(name, Option.empty()));
        run = add(run, new StandardDeviation(name, Option.empty()));
        run = add(run, new KLLSketch(name, Option.empty()));
      } else {
        run = add(run, new MinLength(name, Option.empty(), Option.empty()));
        run = add(run, new MaxLength(name, Option.empty(), Option.empty()));
        run =
            add(
                run,
                new Histogram(
                    name,
                    Option.empty(),
                    1000,
                    Option.empty(),
                    false,
                    Histogram.$lessinit$greater$default$6()));
      }
    }
    run.run();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static AnalysisRunBuilder add(AnalysisRunBuilder run, Analyzer<?, ?> analyzer) {
    return run.addAnalyzer((Analyzer) analyzer);
  }
}
