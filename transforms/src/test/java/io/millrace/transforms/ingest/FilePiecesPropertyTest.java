package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class FilePiecesPropertyTest {
  @Property(tries = 500)
  void piecesCoverEachFileOnceInItsOrderWhateverLiesBesideIt(
      @ForAll @Size(max = 40) List<@LongRange(max = 100) Long> lengths,
      @ForAll @IntRange(min = 1, max = 30) int chunk) {
    List<ListedFile> files = new ArrayList<>();
    lengths.forEach(bytes -> files.add(new ListedFile("f" + files.size(), bytes, 1)));

    List<List<FilePiece>> packs = new FileDigests(chunk).packs(files);

    assertThat(packs)
        .allSatisfy(
            pack -> {
              assertThat(pack).isNotEmpty();
              assertThat(pack.stream().mapToLong(FilePiece::bytes).sum())
                  .isBetween(0L, (long) chunk);
            });
    List<FilePiece> expected = new ArrayList<>();
    for (ListedFile file : files) {
      expected.add(piece(file, 0, chunk));
      for (long offset = chunk; offset < file.bytes(); offset += chunk) {
        expected.add(piece(file, offset, chunk));
      }
    }
    assertThat(packs.stream().flatMap(List::stream).toList()).isEqualTo(expected);
  }

  private static FilePiece piece(ListedFile file, long offset, int chunk) {
    return new FilePiece(file.uri(), offset, Math.min(chunk, file.bytes() - offset), file.bytes());
  }
}
