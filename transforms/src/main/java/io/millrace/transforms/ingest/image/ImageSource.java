package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.format.ImageFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileNaming;
import io.millrace.transforms.ingest.source.FileNaming.Named;
import io.millrace.transforms.ingest.source.FilePacks;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.FileTree;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Labels;
import io.millrace.transforms.ingest.source.PackReader;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import io.millrace.transforms.ingest.source.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Folders of image files. An example has the features {@code image}, {@code height}, {@code width},
 * {@code channels}, {@code format}, {@code orientation}, {@code name} (without folders) and, where
 * the folders or names say so, {@code label} and {@code split} (as the folder is written). Files in
 * a split {@code DISCARD} are left out.
 */
public final class ImageSource implements ExampleSource {
  private final ImageFormat format;

  /** A source with these options. */
  public ImageSource(ImageFormat format) {
    this.format = format;
  }

  @Override
  public boolean readsFolders() {
    return true;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    FileNaming naming = FileNaming.of(format.labelPattern(), format.unlabelled());
    List<FileTree> trees = new ArrayList<>();
    for (InputFiles input : inputs) {
      trees.add(FileTree.list(context, input, naming));
    }
    int depth = trees.get(0).depth(naming);
    TrainVocabulary vocabulary = new TrainVocabulary();
    ImageExamples sizes =
        new ImageExamples(
            format.content(), Labels.of(format.labels()), format.maxPixels(), format.maxBytes());
    List<List<Unit>> units = new ArrayList<>();
    for (FileTree tree : trees) {
      tree.depth(naming);
      FilePacks packs = new FilePacks(sizes.expansion());
      tree.forEach(
          (uri, bytes) -> {
            Named named = naming.named(uri, depth);
            if (!Splits.DISCARD.equals(named.split())) {
              packs.file(uri, bytes);
              vocabulary.add(named);
            }
          });
      units.add(packs.units());
    }
    ImageExamples examples =
        format.content() == ImageContent.TFRECORDER
            ? sizes.with(vocabulary.labels(inputs.get(0).place()))
            : sizes;
    long records = units.stream().flatMap(List::stream).mapToLong(Unit::positions).sum();
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (storage, unit, from, to) -> new Reader(storage, unit, from, to, depth, naming, examples),
        "files",
        OptionalLong.of(records));
  }

  private static final class Reader extends PackReader {
    private final int depth;
    private final FileNaming naming;
    private final ImageExamples examples;

    Reader(
        Storage storage,
        Unit unit,
        long from,
        long to,
        int depth,
        FileNaming naming,
        ImageExamples examples) {
      super(storage, unit, from, to);
      this.depth = depth;
      this.naming = naming;
      this.examples = examples;
    }

    @Override
    protected void read(Storage storage, String uri, ExampleBuilder example)
        throws IOException, RejectedRecordException {
      Named named = naming.named(uri, depth);
      naming.checkLabel(named, uri);
      if (examples.content() == ImageContent.TFRECORDER) {
        Splits.check(named.split(), uri, "folder");
      }
      try {
        examples.put(example, storage, uri, named);
      } catch (FileNotFoundException e) {
        throw WholeFile.missing(uri);
      }
    }
  }
}
