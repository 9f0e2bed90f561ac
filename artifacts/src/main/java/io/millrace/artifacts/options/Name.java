package io.millrace.artifacts.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name in YAML where it differs from the rule. The rule: a record component {@code batchSize}
 * is {@code batch_size}; a record that implements a sealed interface is chosen by its simple name;
 * an enum constant {@code SCALE_UP} is {@code scale_up}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE, ElementType.FIELD})
public @interface Name {
  /** The name. */
  String value();
}
