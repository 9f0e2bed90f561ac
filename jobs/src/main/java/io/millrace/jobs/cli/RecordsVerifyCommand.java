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

/** Checks every checksum and says where files are damaged. */
@Command(
    name = "verify",
    description = {
      "Check all checksums of files and say where each is damaged.",
      "Goes on behind damage; ends with 1 if a file is damaged."
    },
    footer = {
      "",
      "Examples:",
      "  millrace records verify data/train",
      "  millrace records verify 'hdfs://host/run-*/*.gz' --json > report.json"
    })
final class RecordsVerifyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs.")
  private List<String> paths;

  @Mixin private final RecordsInput input = new RecordsInput();
  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsVerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecordsSession session = new RecordsSession(surroundings, common, "verify");
    List<DataFile> files = RecordsInput.files(paths, session.hadoop());
    RecordsSurvey survey =
        session.run(
            (spark, progress) -> {
              try (Progress.Stage stage = progress.stage("verifying", -1, "records")) {
                Progress.TaskCounter counter = stage.taskCounter();
                return new RecordsSurvey(
                    FileSurvey.verify(
                        files, input.read(spark), input.hadoop(spark), spark, counter::add),
                    true);
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
