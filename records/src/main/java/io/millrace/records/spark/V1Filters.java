package io.millrace.records.spark;

import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.unsafe.types.UTF8String;

/** V1's filters as V2's predicates. */
final class V1Filters {
  private V1Filters() {}

  /** The predicate of a filter; null for a filter that is left to Spark. */
  static Predicate predicate(Filter filter) {
    if (filter instanceof EqualTo f) {
      return compared("=", f.attribute(), f.value());
    } else if (filter instanceof GreaterThan f) {
      return compared(">", f.attribute(), f.value());
    } else if (filter instanceof GreaterThanOrEqual f) {
      return compared(">=", f.attribute(), f.value());
    } else if (filter instanceof LessThan f) {
      return compared("<", f.attribute(), f.value());
    } else if (filter instanceof LessThanOrEqual f) {
      return compared("<=", f.attribute(), f.value());
    } else if (filter instanceof In f) {
      return compared("IN", f.attribute(), f.values());
    } else if (filter instanceof IsNull f) {
      return compared("IS_NULL", f.attribute());
    } else if (filter instanceof IsNotNull f) {
      return compared("IS_NOT_NULL", f.attribute());
    } else if (filter instanceof And f) {
      Predicate left = predicate(f.left());
      Predicate right = predicate(f.right());
      // One side alone leaves out fewer files than both.
      return left == null || right == null
          ? left == null ? right : left
          : new org.apache.spark.sql.connector.expressions.filter.And(left, right);
    } else if (filter instanceof Or f) {
      Predicate left = predicate(f.left());
      Predicate right = predicate(f.right());
      return left == null || right == null
          ? null
          : new org.apache.spark.sql.connector.expressions.filter.Or(left, right);
    }
    return null;
  }

  private static Predicate compared(String name, String attribute, Object... values) {
    if (!attribute.matches("\\w+")) {
      return null;
    }
    Expression[] children = new Expression[values.length + 1];
    children[0] = Expressions.column(attribute);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i] instanceof String s ? UTF8String.fromString(s) : values[i];
      if (!(value instanceof UTF8String || value instanceof Number || value instanceof Boolean)) {
        return null;
      }
      children[i + 1] = Expressions.literal(value);
    }
    return new Predicate(name, children);
  }
}
