package io.millrace.transforms.ingest.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HashSplitsTest {
  @Property(tries = 500)
  void theRemainderIsThatOfTheWholeInteger(
      @ForAll @Size(32) byte[] digest, @ForAll @IntRange(min = 1) int modulus) {
    assertThat(RecordHash.remainder(digest, modulus))
        .isEqualTo(new BigInteger(1, digest).mod(BigInteger.valueOf(modulus)).longValueExact());
  }

  @Property(tries = 300)
  void splitsAreThoseOfTheCumulatedBuckets(@ForAll byte[] example) throws Exception {
    long bucket =
        new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(example))
            .mod(BigInteger.valueOf(9))
            .longValueExact();

    int split = splitter(6, 1, 2).split(example, 0, example.length);

    assertThat(split).isEqualTo(bucket < 6 ? 0 : bucket < 7 ? 1 : 2);
  }

  @Test
  void knownDigestsGoWhereTheyBelong() throws Exception {
    // sha256("abc") ends with 0x15ad, so the integer is odd: bucket 1 of 2.
    byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);

    assertThat(splitter(1, 1).split(abc, 0, abc.length)).isEqualTo(1);
    assertThat(splitter(5).split(abc, 0, abc.length)).isZero();
  }

  private static Splitter splitter(int... buckets) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    for (int i = 0; i < buckets.length; i++) {
      shares.put("split-" + i, buckets[i]);
    }
    return HashSplits.of(shares, List.of(), true).splitter();
  }
}
