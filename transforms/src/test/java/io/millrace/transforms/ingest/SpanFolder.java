package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.span.SpanFiles;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.ingest.span.SpannedInput;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A folder of empty files, and what patterns find there. */
final class SpanFolder {
  /** Folders that were listed, relative to the root, in order. */
  final List<String> listed = new ArrayList<>();

  private final Path root;
  private final Storage storage;

  SpanFolder(Path root) {
    this.root = root;
    Storage real = new HadoopStorage(new Configuration(false));
    this.storage =
        (Storage)
            Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("list")) {
                    listed.add(relative((String) arguments[0]));
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  SpanFolder write(String... names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
    }
    return this;
  }

  SpannedInput find(SpanSelection selection, String... patterns) throws IOException {
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; i < patterns.length; i++) {
      places.put(patterns.length == 1 ? "input" : "split " + i, root + "/" + patterns[i]);
    }
    return SpannedInput.find(
        storage, places, selection, new PlacedFiles(storage, FilePattern.Folders.FILES));
  }

  /** Spans, versions and files in one line for each pattern. */
  List<String> words(SpanSelection selection, String... patterns) throws IOException {
    List<String> lines = new ArrayList<>();
    for (List<SpanFiles> spans : find(selection, patterns).files().values()) {
      List<String> parts = new ArrayList<>();
      for (SpanFiles span : spans) {
        String version = span.version().isPresent() ? "." + span.version().getAsLong() : "";
        List<String> names = span.files().stream().map(file -> relative(file.uri())).toList();
        parts.add(span.span() + version + " " + names);
      }
      lines.add(String.join(", ", parts));
    }
    return lines;
  }

  String relative(String uri) {
    return uri.equals(root.toString()) ? "" : uri.substring(root.toString().length() + 1);
  }
}
