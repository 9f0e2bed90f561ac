package io.millrace.transforms.ingest.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import org.junit.jupiter.api.Test;

class SpanQueryTest {
  @Test
  void aDayIsPutIntoAQuery() {
    assertThat(
            SpanQuery.substitute(
                "SELECT * FROM t WHERE at >= @span_begin_timestamp AND at < @span_end_timestamp"
                    + " AND day = @span_yyyymmdd_utc AND n = @span",
                18_293))
        .isEqualTo(
            "SELECT * FROM t WHERE at >= 1580515200 AND at < 1580601600"
                + " AND day = '20200201' AND n = 18293");
  }

  @Test
  void spansStandForDaysOutsideOfLongerNames() {
    assertThat(
            SpanQuery.substitute(
                "SELECT * FROM t WHERE at >= @span_begin_timestamp AND at < @span_end_timestamp AND"
                    + " day = @span_yyyymmdd_utc AND n = @span AND m = '@spanner'",
                19_000))
        .isEqualTo(
            "SELECT * FROM t WHERE at >= 1641600000 AND at < 1641686400 AND day = '20220108' AND n"
                + " = 19000 AND m = '@spanner'");
  }

  @Test
  void theFirstDayIsSpanZeroAndEarlierOnesAreNegative() {
    String query = "@span_begin_timestamp,@span_end_timestamp,@span_yyyymmdd_utc,@span";
    assertThat(SpanQuery.substitute(query, 0)).isEqualTo("0,86400,'19700101',0");
    assertThat(SpanQuery.substitute(query, -1)).isEqualTo("-86400,0,'19691231',-1");
  }

  @Test
  void namesThatOnlyBeginAlikeStay() {
    String query = "@spanner @span_ @span_begin_timestamps @SPAN a@b $1 \\";
    assertThat(SpanQuery.substitute(query, 7)).isEqualTo(query);
    assertThat(SpanQuery.usesSpan(query)).isFalse();
    assertThat(SpanQuery.usesSpan("x=@span")).isTrue();
    assertThat(SpanQuery.substitute("(@span)@span;", 7)).isEqualTo("(7)7;");
  }

  @Test
  void aNumberThatIsNoDayIsRefusedOnlyWhereADayIsAskedFor() {
    assertThat(SpanQuery.substitute("@span", Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    for (long span : new long[] {Long.MAX_VALUE, 2_932_897, -719_163}) {
      assertThatThrownBy(() -> SpanQuery.substitute("@span_yyyymmdd_utc", span))
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
          .hasMessage(
              "span "
                  + span
                  + ": no day of the years 1 to 9999 (expected: days since 1970-01-01, since the"
                  + " query asks for a time or day)");
    }
    assertThat(SpanQuery.substitute("@span_yyyymmdd_utc", 2_932_896)).isEqualTo("'99991231'");
    assertThat(SpanQuery.substitute("@span_yyyymmdd_utc", -719_162)).isEqualTo("'00010101'");
  }
}
