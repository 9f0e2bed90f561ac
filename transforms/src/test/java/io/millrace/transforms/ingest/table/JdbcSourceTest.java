package io.millrace.transforms.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.ingest.format.JdbcFormat;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SparkRecords;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a PostgreSQL that the test starts. */
class JdbcSourceTest {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException, SQLException {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"),
        "no binaries of PostgreSQL for this machine");
    postgres = EmbeddedPostgres.start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE trips (id bigint, fare double precision, tip numeric(10,2), company text,"
              + " paid boolean, day date, at timestamp, raw bytea, tags text[])");
      statement.execute(
          "INSERT INTO trips SELECT i, i / 2.0, i / 4.0, 'Cab ü ' || i, i % 2 = 0, DATE '1970-01-01'"
              + " + i::int, TIMESTAMP '1970-01-01 00:00:00' + i * INTERVAL '1 second',"
              + " '\\x00ff'::bytea, ARRAY['a', '']"
              + " FROM generate_series(999, 1, -1) AS i");
      statement.execute("INSERT INTO trips (id, fare, company) VALUES (0, 0, '')");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static JdbcSource source(String more, OptionalLong span) {
    String url = postgres.getJdbcUrl("postgres", "postgres");
    String yaml = "{url: '%s', user: postgres, %s}".formatted(url, more);
    return new JdbcSource(
        OptionsBinder.bind(JdbcFormat.class, YamlReader.read(yaml, "pipeline.yaml", ".")), span);
  }

  @Test
  void rowsOfATableAreSortedAndNullsAreNone() throws IOException {
    List<Example> found =
        SourceReading.read(source("table: trips", OptionalLong.empty())).examples();
    assertThat(found).hasSize(1000);
    Example zero = found.get(0);
    assertThat(zero.longs("id")).containsExactly(0);
    assertThat(zero.floats("fare")).containsExactly(0);
    assertThat(zero.bytes("company").get(0)).isEmpty();
    for (String name : List.of("tip", "paid", "day", "at", "raw", "tags")) {
      assertThat(zero.names()).contains(name);
      assertThat(zero.kind(name)).isEqualTo(FeatureKind.NONE);
    }
    Example five = found.get(5);
    assertThat(five.longs("id")).containsExactly(5);
    assertThat(five.floats("fare")).containsExactly(2.5f);
    assertThat(five.floats("tip")).containsExactly(1.25f);
    assertThat(five.bytes("company").get(0)).asString(UTF_8).isEqualTo("Cab ü 5");
    assertThat(five.longs("paid")).containsExactly(0);
    assertThat(five.longs("day")).containsExactly(5);
    assertThat(five.longs("at")).containsExactly(5_000_000);
    assertThat(five.bytes("raw").get(0)).containsExactly(0, 0xff);
    assertThat(five.bytes("tags")).hasSize(2);
  }

  @Test
  void severalTasksReadTheSameRowsInTheSameOrder() throws IOException {
    String parts =
        "table: trips, partitions: {column: id, lower_bound: '0', upper_bound: '1000', count: 4}";
    SparkRecords found = (SparkRecords) SourceReading.prepare(source(parts, OptionalLong.empty()));
    assertThat(found.inputs().get(0).getNumPartitions()).isEqualTo(4);
    List<byte[]> whole = SourceReading.read(source("table: trips", OptionalLong.empty())).records();
    assertThat(SourceReading.read(found, 1).records().toArray(byte[][]::new))
        .isDeepEqualTo(whole.toArray(byte[][]::new));
  }

  @Test
  void aQueryKnowsItsSpan() throws IOException {
    String query =
        "query: 'SELECT id FROM trips WHERE extract(epoch FROM day) >= @span_begin_timestamp AND"
            + " extract(epoch FROM day) < @span_end_timestamp AND to_char(day, ''YYYYMMDD'') ="
            + " @span_yyyymmdd_utc;'";
    List<Example> found = SourceReading.read(source(query, OptionalLong.of(7))).examples();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).longs("id")).containsExactly(7);
  }

  @Test
  void whatIsWrongIsExplained() {
    assertThatThrownBy(() -> SourceReading.prepare(source("table: none", OptionalLong.empty())))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("table none: PSQLException: ERROR: relation \"none\" does not exist");
    assertThatThrownBy(
            () ->
                SourceReading.prepare(
                    source("table: trips, password_env: NO_SUCH_VARIABLE", OptionalLong.empty())))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("password_env: NO_SUCH_VARIABLE: no such environment variable");
    assertThatThrownBy(() -> source("table: trips, query: SELECT 1", OptionalLong.empty()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("table: found a query, too (expected: either a table or a query)");
  }
}
