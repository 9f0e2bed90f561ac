package io.millrace.records.spark.files;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.AlwaysFalse;
import org.apache.spark.sql.connector.expressions.filter.AlwaysTrue;
import org.apache.spark.sql.connector.expressions.filter.And;
import org.apache.spark.sql.connector.expressions.filter.Not;
import org.apache.spark.sql.connector.expressions.filter.Or;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/** A predicate on partition columns, for which no record has to be read; exact, as SQL has it. */
public final class PartitionFilter {
  /** Of three values: true, false, and null for unknown. */
  private interface Test {
    Boolean of(Object[] values);
  }

  private interface Comparison {
    boolean of(int order);
  }

  private final Test test;

  private PartitionFilter(Test test) {
    this.test = test;
  }

  /** The filter of a predicate; null if this class cannot evaluate it exactly. */
  public static PartitionFilter of(Predicate predicate, StructType partitionSchema) {
    Test test = test(predicate, partitionSchema);
    return test == null ? null : new PartitionFilter(test);
  }

  /** Whether the predicate is true, neither false nor unknown, of a partition. */
  public boolean accepts(Object[] partitionValues) {
    return Boolean.TRUE.equals(test.of(partitionValues));
  }

  private static Test test(Expression expression, StructType schema) {
    if (!(expression instanceof Predicate predicate)) {
      return null;
    }
    if (predicate instanceof AlwaysTrue) {
      return values -> true;
    } else if (predicate instanceof AlwaysFalse) {
      return values -> false;
    } else if (predicate instanceof And and) {
      return both(test(and.left(), schema), test(and.right(), schema));
    } else if (predicate instanceof Or or) {
      return either(test(or.left(), schema), test(or.right(), schema));
    } else if (predicate instanceof Not not) {
      Test child = test(not.child(), schema);
      return child == null ? null : values -> not(child.of(values));
    }
    Expression[] children = predicate.children();
    int column = children.length == 0 ? -1 : column(children[0], schema);
    if (column < 0) {
      return mirrored(predicate, schema);
    }
    return onColumn(predicate.name(), column, schema.apply(column).dataType(), children);
  }

  private static Test onColumn(String name, int column, DataType type, Expression[] children) {
    if (name.equals("IS_NULL")) {
      return values -> values[column] == null;
    } else if (name.equals("IS_NOT_NULL")) {
      return values -> values[column] != null;
    }
    List<Object> literals = literals(children, type);
    if (literals == null || type instanceof StringType && !type.equals(DataTypes.StringType)) {
      return null;
    } else if (name.equals("IN")) {
      return values -> in(values[column], literals);
    } else if (literals.size() != 1) {
      return null;
    }
    Object literal = literals.get(0);
    return switch (name) {
      case "=" -> comparison(column, literal, order -> order == 0);
      case "<>" -> comparison(column, literal, order -> order != 0);
      case "<" -> comparison(column, literal, order -> order < 0);
      case "<=" -> comparison(column, literal, order -> order <= 0);
      case ">" -> comparison(column, literal, order -> order > 0);
      case ">=" -> comparison(column, literal, order -> order >= 0);
      case "<=>" ->
          values ->
              values[column] == null || literal == null
                  ? values[column] == literal
                  : compare(values[column], literal) == 0;
      case "STARTS_WITH", "ENDS_WITH", "CONTAINS" -> text(name, column, literal);
      default -> null;
    };
  }

  /** A predicate whose literal stands left of its column. */
  private static Test mirrored(Predicate predicate, StructType schema) {
    Expression[] children = predicate.children();
    if (children.length != 2) {
      return null;
    }
    int column = column(children[1], schema);
    String name =
        switch (predicate.name()) {
          case "=", "<>", "<=>" -> predicate.name();
          case "<" -> ">";
          case "<=" -> ">=";
          case ">" -> "<";
          case ">=" -> "<=";
          default -> null;
        };
    if (column < 0 || name == null) {
      return null;
    }
    Expression[] turned = {children[1], children[0]};
    return onColumn(name, column, schema.apply(column).dataType(), turned);
  }

  private static int column(Expression expression, StructType schema) {
    if (!(expression instanceof NamedReference reference) || reference.fieldNames().length != 1) {
      return -1;
    }
    for (int i = 0; i < schema.size(); i++) {
      if (schema.apply(i).name().equalsIgnoreCase(reference.fieldNames()[0])) {
        return i;
      }
    }
    return -1;
  }

  private static List<Object> literals(Expression[] children, DataType type) {
    List<Object> literals = new ArrayList<>(children.length - 1);
    for (int i = 1; i < children.length; i++) {
      if (!(children[i] instanceof Literal<?> literal)
          || literal.value() != null
              && (!literal.dataType().equals(type) || !isInternal(type, literal.value()))) {
        return null;
      }
      literals.add(literal.value());
    }
    return literals;
  }

  /** Whether a value is as Catalyst keeps those of the type, and can be compared. */
  private static boolean isInternal(DataType type, Object value) {
    if (type instanceof StringType) {
      return value instanceof UTF8String;
    } else if (type instanceof DateType || type instanceof IntegerType) {
      return value instanceof Integer;
    } else if (type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof LongType) {
      return value instanceof Long;
    } else if (type instanceof DecimalType) {
      return value instanceof Decimal;
    }
    return value instanceof Boolean || value instanceof Number && value instanceof Comparable;
  }

  private static Test comparison(int column, Object literal, Comparison accepted) {
    return values ->
        values[column] == null || literal == null
            ? null
            : Boolean.valueOf(accepted.of(compare(values[column], literal)));
  }

  private static Test text(String name, int column, Object literal) {
    return values -> {
      if (!(values[column] instanceof UTF8String value) || !(literal instanceof UTF8String part)) {
        return null;
      }
      return switch (name) {
        case "STARTS_WITH" -> value.startsWith(part);
        case "ENDS_WITH" -> value.endsWith(part);
        default -> value.contains(part);
      };
    };
  }

  private static Boolean in(Object value, List<Object> literals) {
    if (value == null) {
      return null;
    }
    boolean unknown = false;
    for (Object literal : literals) {
      if (literal == null) {
        unknown = true;
      } else if (compare(value, literal) == 0) {
        return true;
      }
    }
    return unknown ? null : Boolean.FALSE;
  }

  /** Of two values of one type; 0.0 equals -0.0, and NaN is the largest, as in Spark. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(Object left, Object right) {
    if (left instanceof Double one && right instanceof Double other) {
      return Double.compare(one + 0.0, other + 0.0);
    } else if (left instanceof Float one && right instanceof Float other) {
      return Float.compare(one + 0.0f, other + 0.0f);
    }
    return ((Comparable) left).compareTo(right);
  }

  private static Test both(Test left, Test right) {
    if (left == null || right == null) {
      return null;
    }
    return values -> {
      Boolean one = left.of(values);
      Boolean other = right.of(values);
      if (Boolean.FALSE.equals(one) || Boolean.FALSE.equals(other)) {
        return false;
      }
      return one == null || other == null ? null : Boolean.TRUE;
    };
  }

  private static Test either(Test left, Test right) {
    if (left == null || right == null) {
      return null;
    }
    return values -> {
      Boolean one = left.of(values);
      Boolean other = right.of(values);
      if (Boolean.TRUE.equals(one) || Boolean.TRUE.equals(other)) {
        return true;
      }
      return one == null || other == null ? null : Boolean.FALSE;
    };
  }

  private static Boolean not(Boolean value) {
    return value == null ? null : Boolean.valueOf(!value);
  }
}
