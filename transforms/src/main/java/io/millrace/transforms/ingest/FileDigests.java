package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * The digests of files, by Spark tasks; a large file is digested by many.
 *
 * <p>The digest of a file of at most {@value #CHUNK_BYTES} bytes (64 MiB) is the SHA-256 of its
 * content, as {@code sha256sum} prints it. That of a larger one is the SHA-256 of the concatenated
 * SHA-256 digests (32 bytes each, not in hexadecimal digits) of its chunks in their order: each has
 * {@value #CHUNK_BYTES} bytes, the last one what is left, which is never nothing. The chunks never
 * depend on the cluster, so that equal files have equal digests everywhere. When a file was written
 * does not count.
 */
final class FileDigests {
  static final long CHUNK_BYTES = 64L << 20;

  private static final int MAX_PACKED = 1000;

  private final long chunkBytes;

  FileDigests() {
    this(CHUNK_BYTES);
  }

  /** For tests: chunks of another size. */
  FileDigests(long chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /**
   * Digests files, in their order.
   *
   * @param files as listed, no folders
   * @throws io.millrace.artifacts.MillraceException (data) if a file has another length by now
   */
  List<InputFile> of(SourceContext context, List<ListedFile> files) throws IOException {
    if (files.isEmpty()) {
      return List.of();
    }
    List<InputFile> found = new ArrayList<>(files.size());
    try (Progress.Stage stage = context.progress().stage("input digest", files.size(), "files")) {
      Storage storage = context.storage();
      Progress.TaskCounter counter = stage.taskCounter();
      Iterator<byte[]> digests =
          SourceJobs.map(context, packs(files), pack -> digests(storage, pack, counter)).stream()
              .flatMap(List::stream)
              .iterator();
      for (ListedFile file : files) {
        found.add(
            new InputFile(
                file.uri(), file.bytes(), file.modifiedMillis(), digest(file.bytes(), digests)));
      }
    }
    return found;
  }

  /** Runs of pieces that a task takes: many small files, or one chunk of a large one. */
  List<List<FilePiece>> packs(List<ListedFile> files) {
    List<List<FilePiece>> packs = new ArrayList<>();
    List<FilePiece> pack = new ArrayList<>();
    long bytes = 0;
    for (ListedFile file : files) {
      for (FilePiece piece : pieces(file)) {
        if (!pack.isEmpty() && (pack.size() == MAX_PACKED || bytes + piece.bytes() > chunkBytes)) {
          packs.add(pack);
          pack = new ArrayList<>();
          bytes = 0;
        }
        pack.add(piece);
        bytes += piece.bytes();
      }
    }
    if (!pack.isEmpty()) {
      packs.add(pack);
    }
    return packs;
  }

  private List<FilePiece> pieces(ListedFile file) {
    List<FilePiece> pieces = new ArrayList<>();
    long length = file.bytes();
    long offset = 0;
    do {
      long bytes = Math.min(chunkBytes, length - offset);
      pieces.add(new FilePiece(file.uri(), offset, bytes, length));
      offset += bytes;
    } while (offset < length);
    return pieces;
  }

  private static List<byte[]> digests(
      Storage storage, List<FilePiece> pack, Progress.TaskCounter counter) throws IOException {
    List<byte[]> digests = new ArrayList<>(pack.size());
    for (FilePiece piece : pack) {
      digests.add(piece.sha256(storage));
      if (piece.offset() + piece.bytes() == piece.fileBytes()) {
        counter.add(1);
      }
    }
    return digests;
  }

  private String digest(long length, Iterator<byte[]> digests) {
    if (length <= chunkBytes) {
      return HexFormat.of().formatHex(digests.next());
    }
    MessageDigest all = Digests.sha256();
    for (long offset = 0; offset < length; offset += chunkBytes) {
      all.update(digests.next());
    }
    return Digests.hex(all);
  }
}
