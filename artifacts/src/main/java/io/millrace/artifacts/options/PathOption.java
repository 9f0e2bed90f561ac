package io.millrace.artifacts.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The option is a path or URI. A relative one is resolved against the folder of the pipeline file
 * it stands in, or against the working directory when it comes from the command line.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface PathOption {}
