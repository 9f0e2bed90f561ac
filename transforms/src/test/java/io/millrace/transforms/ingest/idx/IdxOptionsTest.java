package io.millrace.transforms.ingest.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Example;
import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.source.SourceReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What EMNIST needs: swapped axes and a mapping of labels to characters. */
class IdxOptionsTest {
  @TempDir Path folder;
  private Path images;
  private Path labels;
  private Path mapping;

  @BeforeEach
  void writeThreeImagesOfTwoRowsAndThreeColumns() throws IOException {
    images = folder.resolve("emnist-byclass-train-images-idx3-ubyte");
    labels = folder.resolve("emnist-byclass-train-labels-idx1-ubyte");
    mapping = folder.resolve("emnist-byclass-mapping.txt");
    ByteBuffer content = ByteBuffer.allocate(16 + 18).putInt(0x803).putInt(3).putInt(2).putInt(3);
    for (int i = 0; i < 18; i++) {
      content.put((byte) i);
    }
    Files.write(images, content.array());
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 0, 10, 61});
    Files.writeString(mapping, "0 48\n10 65 97\n\n61 122\n");
  }

  @Test
  void imagesAreTransposedAndLabelsGetTheirCharacters() throws IOException {
    SourceReading.Result result = read(new IdxFormat(true, Optional.of(mapping.toString())));

    Example first = result.examples().get(0);
    assertThat(first.bytes("image").get(0)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(first.longs("height")).containsExactly(3);
    assertThat(first.longs("width")).containsExactly(2);
    assertThat(result.examples())
        .extracting(e -> new String(e.bytes("label_text").get(0), StandardCharsets.UTF_8))
        .containsExactly("0", "A", "z");
    assertThat(result.examples())
        .extracting(e -> e.longs("label")[0])
        .containsExactly(0L, 10L, 61L);
  }

  @Test
  void withoutOptionsImagesStayAsTheyAreAndLabelsHaveNoText() throws IOException {
    Example first = read(new IdxFormat()).examples().get(0);

    assertThat(first.names()).containsExactly("channels", "height", "image", "label", "width");
    assertThat(first.bytes("image").get(0)).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aLabelThatTheMappingLacksIsRejected() throws IOException {
    Files.writeString(mapping, "0 48\n61 122\n");

    SourceReading.Result result = read(new IdxFormat(false, Optional.of(mapping.toString())));

    assertThat(result.examples()).hasSize(2);
    assertThat(result.rejects())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo("unknown_label");
              assertThat(e.describe())
                  .startsWith(images + ": record 1: label 10 is not in the mapping file");
            });
  }

  @Test
  void aBrokenOrMissingMappingIsReportedWithItsLine() throws IOException {
    for (String line : new String[] {"10", "ten 65", "10 -1", "256 65", "0 49", "1 1114112"}) {
      Files.writeString(mapping, "0 48\n" + line + "\n");
      assertFails(mapping.toString(), Category.DATA, mapping + ": line 2: found '" + line + "'");
    }
    assertFails("nowhere.txt", Category.USAGE, "mapping: nowhere.txt: no such file");
  }

  private SourceReading.Result read(IdxFormat format) throws IOException {
    return SourceReading.read(new IdxSource(format), images, labels);
  }

  private void assertFails(String path, Category category, String message) {
    assertThatThrownBy(() -> read(new IdxFormat(false, Optional.of(path))))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageStartingWith(message);
  }
}
