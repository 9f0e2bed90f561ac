package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of all input splits with their digests, and one digest of all: equal input gives equal
 * digests wherever it lies. Taken before the files are read, so that a file which changes meanwhile
 * is known to be another one later.
 *
 * @param files of each input split, in the order of reading
 * @param fingerprint of the content and the names of all, in their order
 */
record InputDigest(List<List<InputFile>> files, String fingerprint) {
  /** Of all files that were found; their names count without folders. */
  static InputDigest ofFiles(SourceContext context, List<InputSplit> inputs) throws IOException {
    List<List<ListedFile>> files =
        inputs.stream()
            .map(input -> input.input().files().stream().map(ListedFile::of).toList())
            .toList();
    return of(context, files, List.of());
  }

  /**
   * Of all files that the source found below the input: names begin below a folder that {@code
   * input} names, and with a folder that a pattern found.
   */
  static InputDigest ofUnits(SourceContext context, List<InputSplit> inputs, FileSlices source)
      throws IOException {
    Storage storage = context.storage();
    List<List<ListedFile>> files = new ArrayList<>();
    for (List<Unit> units : source.units()) {
      List<ListedFile> found = new ArrayList<>();
      List<long[]> numbers = SourceJobs.map(context, units, unit -> numbers(storage, unit));
      for (int i = 0; i < units.size(); i++) {
        int at = 0;
        for (String uri : units.get(i).files()) {
          found.add(new ListedFile(uri, numbers.get(i)[at++], numbers.get(i)[at++]));
        }
      }
      files.add(found);
    }
    return of(
        context, files, inputs.stream().map(InputSplit::input).map(InputFiles::bases).toList());
  }

  /** Of each file its bytes and when it was written; the driver has the names. */
  private static long[] numbers(Storage storage, Unit unit) throws IOException {
    long[] numbers = new long[2 * unit.files().size()];
    int at = 0;
    for (String file : unit.files()) {
      Storage.Entry entry = storage.stat(file);
      numbers[at++] = entry.length();
      numbers[at++] = entry.modifiedMillis();
    }
    return numbers;
  }

  /** With the folders of each input split that names are told from. */
  private static InputDigest of(
      SourceContext context, List<List<ListedFile>> files, List<List<String>> bases)
      throws IOException {
    List<ListedFile> all = files.stream().flatMap(List::stream).toList();
    List<InputFile> digests = new FileDigests().of(context, all);
    MessageDigest fingerprint = Digests.sha256();
    List<List<InputFile>> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < files.size(); i++) {
      List<InputFile> part = digests.subList(start, start + files.get(i).size());
      List<String> folders = bases.isEmpty() ? List.of() : bases.get(i);
      for (InputFile file : part) {
        String line = file.sha256() + "  " + name(file.uri(), folders) + "\n";
        fingerprint.update(line.getBytes(StandardCharsets.UTF_8));
      }
      found.add(List.copyOf(part));
      start += part.size();
    }
    return new InputDigest(List.copyOf(found), Digests.hex(fingerprint));
  }

  private static String name(String file, List<String> folders) {
    for (String folder : folders) {
      if (file.startsWith(folder)) {
        return file.substring(folder.length());
      }
    }
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
