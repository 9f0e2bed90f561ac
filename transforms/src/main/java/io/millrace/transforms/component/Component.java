package io.millrace.transforms.component;

/**
 * One step of a pipeline. Implementations are stateless, have a public constructor without
 * arguments and run as a Spark job of their own.
 *
 * @param <O> the options, a record bound from the pipeline file or the command line
 */
public interface Component<O extends Record> {
  /** Name, channels and options. */
  ComponentSpec<O> spec();

  /**
   * Runs to the end. Outputs go below {@link ComponentContext#output(String)}, which the runner
   * publishes when this method returns and deletes when it throws, or when the result says that
   * there was nothing to do.
   *
   * @throws io.millrace.artifacts.MillraceException for every foreseen failure
   * @throws Exception for any other, reported as a defect
   */
  ComponentResult run(ComponentContext<O> context) throws Exception;
}
