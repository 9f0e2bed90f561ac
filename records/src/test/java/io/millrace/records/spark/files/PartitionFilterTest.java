package io.millrace.records.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.filter.AlwaysFalse;
import org.apache.spark.sql.connector.expressions.filter.AlwaysTrue;
import org.apache.spark.sql.connector.expressions.filter.And;
import org.apache.spark.sql.connector.expressions.filter.Not;
import org.apache.spark.sql.connector.expressions.filter.Or;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

final class PartitionFilterTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("i", DataTypes.IntegerType)
          .add("s", DataTypes.StringType)
          .add("d", DataTypes.DoubleType);

  private static Predicate predicate(String name, String column, Object... values) {
    Expression[] children = new Expression[values.length + 1];
    children[0] = Expressions.column(column);
    for (int i = 0; i < values.length; i++) {
      children[i + 1] =
          Expressions.literal(values[i] instanceof String s ? UTF8String.fromString(s) : values[i]);
    }
    return new Predicate(name, children);
  }

  private static boolean accepts(Predicate predicate, Object i, String s, Object d) {
    UTF8String text = s == null ? null : UTF8String.fromString(s);
    return PartitionFilter.of(predicate, SCHEMA).accepts(new Object[] {i, text, d});
  }

  private static boolean accepts(Predicate predicate, Object i) {
    return accepts(predicate, i, null, null);
  }

  @Test
  void comparisonsAreThoseOfSql() {
    assertThat(accepts(predicate("=", "i", 1), 1)).isTrue();
    assertThat(accepts(predicate("=", "i", 1), 2)).isFalse();
    assertThat(accepts(predicate("<>", "i", 1), 2)).isTrue();
    assertThat(accepts(predicate("<", "i", 1), 0)).isTrue();
    assertThat(accepts(predicate("<=", "i", 1), 1)).isTrue();
    assertThat(accepts(predicate(">", "i", 1), 1)).isFalse();
    assertThat(accepts(predicate(">=", "i", 1), 1)).isTrue();
    assertThat(accepts(predicate("IN", "i", 1, 3), 3)).isTrue();
    assertThat(accepts(predicate("IN", "i", 1, 3), 2)).isFalse();
  }

  @Test
  void nullIsUnknownAlsoUnderNot() {
    Predicate equal = predicate("=", "i", 1);

    assertThat(accepts(equal, null)).isFalse();
    assertThat(accepts(new Not(equal), null)).isFalse();
    assertThat(accepts(new Not(equal), 2)).isTrue();
    assertThat(accepts(new Not(predicate("IN", "i", 1, 2)), null)).isFalse();
    assertThat(accepts(predicate("IS_NULL", "i"), null)).isTrue();
    assertThat(accepts(predicate("IS_NOT_NULL", "i"), null)).isFalse();
    assertThat(accepts(predicate("<=>", "i", 1), null)).isFalse();
    assertThat(accepts(predicate("<=>", "i", 1), 1)).isTrue();
    assertThat(accepts(new Not(predicate("<=>", "i", 1)), null)).isTrue();
  }

  @Test
  void connectivesHaveThreeValues() {
    Predicate one = predicate("=", "i", 1);
    Predicate x = predicate("=", "s", "x");

    assertThat(accepts(new And(one, x), 1, "x", null)).isTrue();
    assertThat(accepts(new Or(one, x), null, "x", null)).isTrue();
    assertThat(accepts(new Or(one, x), 2, null, null)).isFalse();
    assertThat(accepts(new Not(new And(one, x)), null, "y", null)).isTrue();
    assertThat(accepts(new Not(new And(one, x)), null, "x", null)).isFalse();
    assertThat(accepts(new AlwaysTrue(), null)).isTrue();
    assertThat(accepts(new AlwaysFalse(), 1)).isFalse();
  }

  @Test
  void textIsSearched() {
    assertThat(accepts(predicate("STARTS_WITH", "s", "ab"), 1, "abc", null)).isTrue();
    assertThat(accepts(predicate("ENDS_WITH", "s", "ab"), 1, "abc", null)).isFalse();
    assertThat(accepts(predicate("CONTAINS", "s", "b"), 1, "abc", null)).isTrue();
    assertThat(accepts(predicate("CONTAINS", "s", "b"), 1, null, null)).isFalse();
  }

  @Test
  void notANumberIsTheLargestAndZerosAreEqual() {
    assertThat(accepts(predicate("=", "d", 0.0), 1, "", -0.0)).isTrue();
    assertThat(accepts(predicate("=", "d", Double.NaN), 1, "", Double.NaN)).isTrue();
    assertThat(accepts(predicate(">", "d", 1e300), 1, "", Double.NaN)).isTrue();
  }

  @Test
  void aLiteralMayStandOnTheLeft() {
    Predicate less =
        new Predicate("<", new Expression[] {Expressions.literal(1), Expressions.column("i")});

    assertThat(accepts(less, 2)).isTrue();
    assertThat(accepts(less, 1)).isFalse();
  }

  @Test
  void whatItCannotEvaluateIsLeftToSpark() {
    assertThat(PartitionFilter.of(predicate("=", "other", 1), SCHEMA)).isNull();
    assertThat(PartitionFilter.of(predicate("=", "i", 1L), SCHEMA)).isNull();
    assertThat(PartitionFilter.of(predicate("LIKE", "s", "a%"), SCHEMA)).isNull();
    assertThat(
            PartitionFilter.of(new And(predicate("=", "i", 1), predicate("=", "other", 1)), SCHEMA))
        .isNull();
  }
}
