package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Delimited text. An example has a feature for each column: the value of the cell, an empty list of
 * the column's type where it is missing (unless {@link MissingCells} says otherwise), and no kind
 * where it is missing in all rows. Files that are not packed, in UTF-8 or an encoding of single
 * bytes, are read in parts by many tasks.
 */
public final class CsvSource implements ExampleSource {
  private final CsvFormat format;
  private final SurveyJob.Steps steps;
  private final MissingCells missing;

  /** A source with these options, by TFX's rules. */
  public CsvSource(CsvFormat format) {
    this(format, MissingCells.EMPTY_LIST);
  }

  /** A source with these options. */
  public CsvSource(CsvFormat format, MissingCells missing) {
    this(format, SurveyJob.Steps.DEFAULT, missing);
  }

  /** A source that cuts files so. */
  CsvSource(CsvFormat format, SurveyJob.Steps steps, MissingCells missing) {
    this.format = format;
    this.steps = steps;
    this.missing = missing;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    Dialect dialect = Dialect.of(format);
    SurveyJob job = new SurveyJob(context, dialect, steps);
    List<Storage.Entry> files = inputs.stream().flatMap(input -> input.files().stream()).toList();
    List<FileHead> heads = job.heads(files, format.header());
    Columns columns = new Columns(format, context.storage());
    List<List<String>> names = new ArrayList<>();
    List<List<FileHead>> headsOf = new ArrayList<>();
    int at = 0;
    for (InputFiles input : inputs) {
      List<FileHead> own = heads.subList(at, at + input.files().size());
      at += own.size();
      headsOf.add(own);
      names.add(columns.names(input.place(), own));
    }
    columns.check(names);
    List<SurveyJob.Input> surveyed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<ColumnType> known = columns.known(names.get(i));
      headsOf.get(i).forEach(head -> surveyed.add(new SurveyJob.Input(head, known)));
    }
    List<SurveyJob.File> found = job.run(surveyed);
    return records(dialect, columns, names, headsOf, found);
  }

  private SourceRecords records(
      Dialect dialect,
      Columns columns,
      List<List<String>> names,
      List<List<FileHead>> heads,
      List<SurveyJob.File> found) {
    Map<String, ColumnType> types = new HashMap<>();
    int at = 0;
    for (int i = 0; i < heads.size(); i++) {
      for (int file = 0; file < heads.get(i).size(); file++) {
        List<ColumnType> ofFile = found.get(at++).types();
        for (int column = 0; column < ofFile.size(); column++) {
          types.merge(names.get(i).get(column), ofFile.get(column), ColumnType::or);
        }
      }
    }
    List<Layout> layouts = names.stream().map(of -> columns.layout(of, types, missing)).toList();
    boolean streamed = TextEncoding.of(dialect.encoding()).streamed();
    Map<String, FileIndex> indexes = new HashMap<>();
    List<List<Unit>> units = new ArrayList<>();
    long records = 0;
    at = 0;
    for (int i = 0; i < heads.size(); i++) {
      List<Unit> own = new ArrayList<>();
      for (FileHead head : heads.get(i)) {
        SurveyJob.File file = found.get(at++);
        boolean whole = streamed || head.packing() != Packing.NONE;
        own.add(new Unit(List.of(head.file()), file.length(), file.length(), whole));
        indexes.put(
            head.file(),
            new FileIndex(head.packing(), i, head.data(), steps.bytes(), file.places()));
        records += file.records();
      }
      units.add(own);
    }
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        new CsvOpener(dialect, indexes, layouts),
        "bytes",
        OptionalLong.of(records));
  }
}
