package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for the spans of one pattern, the largest one first, and of each the largest version that
 * has files. Goes down level by level and only into folders that may still count: for the latest
 * span of {@code {YYYY}/{MM}/{DD}/*}, into one year, one month and one day.
 */
final class SpanSearch {
  private static final Comparator<List<Long>> LARGEST_FIRST =
      (a, b) -> {
        int i = 0;
        while (i < a.size() - 1 && a.get(i).equals(b.get(i))) {
          i++;
        }
        return a.isEmpty() ? 0 : Long.compare(b.get(i), a.get(i));
      };

  private record Node(String folder, Tokens tokens) {}

  private final Storage storage;
  private final SpanPattern pattern;
  private final SpanSelection selection;
  private final FileFinder finder;
  private final List<SpanFiles> found = new ArrayList<>();
  private final Set<Long> spans = new HashSet<>();

  SpanSearch(Storage storage, SpanPattern pattern, SpanSelection selection, FileFinder finder) {
    this.storage = storage;
    this.pattern = pattern;
    this.selection = selection;
    this.finder = finder;
  }

  /** What was found, the largest span first; as many as the selection needs, or fewer. */
  List<SpanFiles> run() throws IOException {
    if (!isFolder(pattern.folder())) {
      throw MillraceException.usage(
          "%s: %s: no folder %s to look in"
              .formatted(pattern.option(), pattern.path(), pattern.folder()));
    }
    walk(List.of(new Node(pattern.folder(), new Tokens(pattern.specs(), Map.of()))), 0);
    return List.copyOf(found);
  }

  private boolean isFolder(String uri) throws IOException {
    try {
      return storage.stat(uri).folder();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Goes on from folders that are equal in all numbers known so far. */
  private void walk(List<Node> nodes, int level) throws IOException {
    if (level == pattern.depth()) {
      add(nodes);
      return;
    }
    Map<List<Long>, List<Node>> next = new TreeMap<>(LARGEST_FIRST);
    for (Node node : nodes) {
      for (Storage.Entry entry : storage.list(node.folder())) {
        if (entry.folder() || level == pattern.segments().size() - 1) {
          enter(node, level, entry)
              .ifPresent(
                  n -> next.computeIfAbsent(n.tokens().known(), k -> new ArrayList<>()).add(n));
        }
      }
    }
    for (List<Node> equal : next.values()) {
      if (found.size() == selection.most()) {
        return;
      }
      if (mayCount(equal.get(0).tokens())) {
        walk(equal, level + 1);
      }
    }
  }

  private Optional<Node> enter(Node node, int level, Storage.Entry entry) throws IOException {
    SpanSegment segment = pattern.segments().get(level);
    if (!segment.matches(entry.name())) {
      return Optional.empty();
    }
    Optional<Tokens> tokens =
        segment.digits(entry.name()).map(node.tokens()::with).filter(Tokens::isPossible);
    if (tokens.isEmpty()) {
      refuseIfUsed(node, level, entry);
    }
    return tokens.map(t -> new Node(entry.uri(), t));
  }

  /** As TFX, takes no file whose name fits but tells no span; other folders are passed over. */
  private void refuseIfUsed(Node node, int level, Storage.Entry entry) throws IOException {
    List<Storage.Entry> files =
        finder.find(pattern.resolved(node.tokens().digits(), level, entry.name()));
    if (!files.isEmpty()) {
      throw MillraceException.usage(
          "%s: %s: '%s' does not fit %s (expected: digits, as many as a width says, or a date, in place of the braces); rename it, or narrow the pattern"
              .formatted(
                  pattern.option(),
                  files.get(0).uri(),
                  entry.name(),
                  pattern.segments().get(level)));
    }
  }

  private boolean mayCount(Tokens tokens) {
    long first = tokens.first();
    long last = tokens.last();
    return last >= selection.first()
        && first <= selection.last()
        && !(first == last && spans.contains(first));
  }

  /** Takes the files of a span and version, if there are any. */
  private void add(List<Node> equal) throws IOException {
    SpanFiles one = null;
    Set<String> places = new HashSet<>();
    for (Node node : equal) {
      Tokens tokens = node.tokens();
      String place = pattern.resolved(tokens.digits());
      List<Storage.Entry> files = places.add(place) ? finder.find(place) : List.of();
      if (files.isEmpty()) {
        continue;
      }
      SpanFiles another = new SpanFiles(tokens.first(), tokens.version(), place, files);
      if (one != null) {
        throw MillraceException.usage(
            "%s: span %s is written in two ways: %s and %s (expected: one); give a width, such as {SPAN:%d}"
                .formatted(
                    pattern.option(),
                    one.words(),
                    one.files().get(0).uri(),
                    files.get(0).uri(),
                    tokens.digits().getOrDefault(Spec.SPAN, "").length()));
      }
      one = another;
    }
    if (one != null) {
      found.add(one);
      spans.add(one.span());
    }
  }
}
