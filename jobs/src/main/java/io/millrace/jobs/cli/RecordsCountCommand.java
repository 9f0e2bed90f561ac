package io.millrace.jobs.cli;

import io.millrace.jobs.run.JsonSummary;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.survey.FileSurvey;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Counts records by their frames. */
@Command(
    name = "count",
    description = "Count the records of files, without reading what they hold.",
    footer = {
      "",
      "Examples:",
      "  millrace records count data/train",
      "  millrace records count 'data/*.tfrecord.gz' --json"
    })
final class RecordsCountCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs.")
  private List<String> paths;

  @Mixin private final RecordsInput input = new RecordsInput();
  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsCountCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecordsSession session = new RecordsSession(surroundings, common, "count");
    List<DataFile> files = RecordsInput.files(paths, session.hadoop());
    RecordsSurvey survey =
        session.run(
            (spark, progress) -> {
              try (Progress.Stage stage = progress.stage("counting", -1, "records")) {
                Progress.TaskCounter counter = stage.taskCounter();
                return new RecordsSurvey(
                    FileSurvey.count(
                        files, input.read(spark), input.hadoop(spark), spark, counter::add),
                    false);
              }
            });
    if (common.json) {
      surroundings.out().println(JsonSummary.write(survey.json()));
    } else if (!common.quiet) {
      surroundings.out().print(survey.text(common.verbose));
    }
    return survey.exitCode();
  }
}
