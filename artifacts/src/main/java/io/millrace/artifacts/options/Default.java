package io.millrace.artifacts.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of an option that is not given, written as in YAML ({@code "128"}, {@code "[train]"},
 * {@code "{train: 2, eval: 1}"}). An option with neither {@code Default} nor type {@link
 * java.util.Optional} is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /** A YAML value in flow style. */
  String value();
}
